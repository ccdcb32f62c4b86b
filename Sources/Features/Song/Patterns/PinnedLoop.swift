import Core
import JSON

/// The revision of a pattern that a verse plays.
struct PinnedLoop: Hashable, Sendable {
  let pattern: PatternID
  let revision: Int

  init(_ pattern: PatternID, _ revision: Int) { (self.pattern, self.revision) = (pattern, revision) }

  /// As forms have it: `12@3`.
  init?(text: String) {
    let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
    guard parts.count == 2, let pattern = PatternID(text: Substring(parts[0])), let revision = PatternID(text: Substring(parts[1])),
      revision.rawValue <= Int64(Pattern.mostRevisions)
    else { return nil }
    self.init(pattern, Int(revision.rawValue))
  }

  var text: String { "\(pattern)@\(revision)" }

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("id", pattern.rawValue)
      json.field("revision", revision)
    }
  }
}

extension Fields {
  /// The loop of a verse; nil for none.
  mutating func pinnedLoop(_ name: String) -> PinnedLoop? {
    if isFromForm { return optionalParsed(name, "must be one of the loops", upTo: 64) { PinnedLoop(text: $0) } }
    guard has(name), !isCleared(name), let json = optionalJSON(name) else { return nil }
    guard let members = json.object else {
      refuse(name, "must be null or an object with id and revision")
      return nil
    }
    for member in members.keys.sorted() where member != "id" && member != "revision" {
      refuse("\(name).\(member)", "is not a field of this request")
    }
    guard let id = members["id"]?.int, id > 0 else {
      refuse("\(name).id", "must be a whole number from 1")
      return nil
    }
    guard let revision = members["revision"]?.int, (1...Int64(Pattern.mostRevisions)).contains(revision) else {
      refuse("\(name).revision", "must be a whole number from 1 to \(Pattern.mostRevisions)")
      return nil
    }
    return PinnedLoop(PatternID(id), Int(revision))
  }
}

/// A loop as a verse plays it to somebody who may hear it.
struct HeardLoop: Sendable {
  let pin: PinnedLoop
  let title: String
  /// As JSON.
  let loop: String
}
