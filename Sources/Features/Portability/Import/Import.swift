import Core
import JSON

enum ImportEntity: Sendable {}
typealias ImportID = Identifier<ImportEntity>

/// An archive that a member brought, and what became of it.
struct Import: Sendable {
  enum State: String, CaseIterable, Sendable { case waiting, running, done, failed }

  struct Refusal: Hashable, Sendable {
    /// Where in the archive.
    let path: String
    let why: String
  }

  struct Part: Hashable, Sendable {
    /// How many refusals are told one by one.
    static let mostRefusals = 500

    let name: String
    var created = 0
    var skipped = 0
    var refused: [Refusal] = []
    var carried = false

    mutating func refuse(_ path: String, _ why: String) {
      if refused.count < Self.mostRefusals { refused.append(Refusal(path: path, why: why)) }
    }
  }

  let id: ImportID
  let owner: UserID
  /// Empty for one that a command reads from elsewhere.
  let file: String
  var state: State
  var parts: [Part]
  /// Where it goes on: a part, and how many of its items have been taken.
  var part: Int
  var item: Int
  var error: String?
  let createdAt: Timestamp
  var updatedAt: Timestamp

  var isUnfinished: Bool { state == .waiting || state == .running }
}

extension Import {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("id", id.rawValue)
      json.field("state", state.rawValue)
      json.key("parts")
      json.array { json in for part in parts { part.write(to: &json) } }
      json.field("error", error)
      json.field("created_at", createdAt.iso8601)
    }
  }

  /// The parts as a row holds them.
  var storedParts: String {
    var json = JSONWriter(capacity: 1_024)
    json.array { json in for part in parts { part.write(to: &json) } }
    return json.text
  }

  static func parts(stored text: String) -> [Part] {
    ((try? JSONValue(parsing: text))?.array ?? []).compactMap { json in
      guard let name = json["name"]?.string else { return nil }
      return Part(
        name: name, created: Int(json["created"]?.int ?? 0), skipped: Int(json["skipped"]?.int ?? 0),
        refused: (json["refused"]?.array ?? []).compactMap { refusal in
          guard let path = refusal["path"]?.string, let why = refusal["why"]?.string else { return nil }
          return Refusal(path: path, why: why)
        }, carried: json["carried"]?.bool ?? false)
    }
  }
}

extension Import.Part {
  fileprivate func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("name", name)
      json.field("created", created)
      json.field("skipped", skipped)
      json.key("refused")
      json.array { json in
        for refusal in refused {
          json.object { json in
            json.field("path", refusal.path)
            json.field("why", refusal.why)
          }
        }
      }
      json.field("carried", carried)
    }
  }
}

extension Import {
  /// What became of it, for a terminal.
  var lines: [String] {
    parts.flatMap { part -> [String] in
      let counts = "\(part.created) created, \(part.skipped) there already, \(part.refused.count) refused"
      let isOnlyCarried = part.carried && part.created + part.skipped + part.refused.count == 0
      return ["\(part.name): \(isOnlyCarried ? "kept as it is" : counts)"] + part.refused.map { "  \($0.path): \($0.why)" }
    } + (error.map { ["failed: \($0)"] } ?? [])
  }
}
