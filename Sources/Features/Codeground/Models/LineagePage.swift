import Core
import JSON
import Relations

/// Where a script comes from, and what has come of it.
struct LineagePage: Sendable {
  static let limits: ClosedRange<Int64> = 1...100
  static let standardLimit: Int64 = 50

  let script: Script
  /// What it comes from, the root first. The script itself follows.
  let ancestors: [Work]
  let forks: [ForkedWork]
  let next: LineageCursor?

  func write(to json: inout JSONWriter) {
    json.key("path")
    json.array { json in
      for work in ancestors { work.write(to: &json) }
      json.object { json in
        json.field("script", script.id.rawValue)
        json.field("number", script.newest)
        json.field("title", script.title)
        json.key("owner")
        script.owner.write(to: &json)
      }
    }
    json.key("forks")
    json.array { json in
      for fork in forks {
        json.object { json in
          json.field("script", fork.script.rawValue)
          json.field("number", fork.number)
          json.field("title", fork.title)
          json.key("owner")
          fork.owner.write(to: &json)
          json.field("created_at", fork.createdAt.iso8601)
        }
      }
    }
    json.field("next", next?.text)
  }
}

/// Where a list of forks goes on.
struct LineageCursor: Hashable, Sendable {
  let createdAt: Timestamp
  let script: ScriptID

  init(createdAt: Timestamp, script: ScriptID) {
    self.createdAt = createdAt
    self.script = script
  }

  var text: String { "\(createdAt.microseconds).\(script)" }

  init?(_ text: String) {
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map { Int64(Substring($0)) }
    guard parts.count == 2, let moment = parts[0], let id = parts[1], id > 0 else { return nil }
    self.init(createdAt: Timestamp(microseconds: moment), script: ScriptID(id))
    guard self.text.utf8.elementsEqual(text.utf8) else { return nil }
  }
}

/// A part of the forks that somebody asks for.
struct LineageRequest: Sendable {
  var before: LineageCursor?
  var limit = LineagePage.standardLimit

  init() {}

  init(reading fields: inout Fields) {
    fields.refuseEmpty("before", "limit")
    before = fields.optionalParsed("before", "must be what an earlier answer gave as next", upTo: 64) { LineageCursor($0) }
    limit = fields.optionalInteger("limit", LineagePage.limits) ?? LineagePage.standardLimit
  }
}
