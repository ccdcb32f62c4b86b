import Core
import JSON

/// How often a member gets their unread notifications by email.
public enum DigestInterval: String, CaseIterable, Sendable {
  case off, daily, weekly

  /// As the settings call it.
  var label: String {
    switch self {
    case .off: "Never"
    case .daily: "Daily"
    case .weekly: "Weekly"
    }
  }
}

/// Whether a member gets one kind of notifications, and gets it by email.
struct NoticePreference: Hashable, Sendable {
  let kind: String
  let label: String
  let isOptional: Bool
  let isShown: Bool
  let isMailed: Bool
}

/// What a member wants to be told, and how.
public struct Preferences: Hashable, Sendable {
  /// Of every kind, in the order of the features.
  let notices: [NoticePreference]
  let digest: DigestInterval
  /// Whether others see what the member has read.
  public let readReceipts: Bool
  let mutedRooms: [String]

  /// As the HTTP API and the export give it.
  public func write(to json: inout JSONWriter) {
    json.object { json in
      json.key("notify")
      json.object { json in
        for notice in notices {
          json.key(notice.kind)
          json.object { json in
            json.field("in_app", notice.isShown)
            json.field("digest", notice.isMailed)
          }
        }
      }
      json.field("digest", digest.rawValue)
      json.field("read_receipts", readReceipts)
      json.key("muted_rooms")
      json.array { json in for room in mutedRooms { json.string(room) } }
    }
  }
}

/// A change of some preferences.
struct PreferenceChange: Hashable, Sendable {
  /// Nil leaves it as it is.
  struct Choice: Hashable, Sendable {
    var isShown: Bool?
    var isMailed: Bool?
  }

  var choices: [String: Choice] = [:]
  var digest: DigestInterval?
  var readReceipts: Bool?

  /// From JSON. Fields that are left out stay as they are; at least one is needed.
  init(reading fields: inout Fields, kinds: [any NoticeKind]) {
    let names = ["notify", "digest", "read_receipts"]
    if !names.contains(where: fields.has) { fields.refuse("body", "must have one of: \(names.joined(separator: ", "))") }
    choices =
      fields.optionalObject("notify") { notify in
        kinds.reduce(into: [:]) { choices, kind in
          let choice = notify.optionalObject(kind.name) { fields in
            Choice(isShown: fields.optionalFlag("in_app"), isMailed: fields.optionalFlag("digest"))
          }
          guard let choice else { return }
          if choice.isShown == false, !kind.isOptional { notify.refuse(kind.name, "cannot be switched off") }
          choices[kind.name] = choice
        }
      } ?? [:]
    digest = fields.optionalChoice("digest")
    readReceipts = fields.optionalFlag("read_receipts")
  }

  /// From the form of the settings, which has all of them. A digest that cannot be chosen is left out.
  init(form fields: inout Fields, kinds: [any NoticeKind]) {
    for kind in kinds {
      let isShown = fields.flag(Self.shownField(kind.name))
      choices[kind.name] = Choice(isShown: kind.isOptional ? isShown : nil, isMailed: fields.flag(Self.mailedField(kind.name)))
    }
    digest = fields.optionalChoice("digest")
    readReceipts = fields.flag("read_receipts")
  }

  static func shownField(_ kind: String) -> String { "here_" + kind }
  static func mailedField(_ kind: String) -> String { "mail_" + kind }
}
