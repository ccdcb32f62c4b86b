import Core

/// What is to be marked as read.
public enum NoticeChoice: Hashable, Sendable {
  case ids([NoticeID])
  /// All up to this `last`: what came later stays unread.
  case upTo(Int64)

  private static let mostIDs = 100

  /// From JSON: exactly one of `ids` and `up_to`.
  init(reading fields: inout Fields) {
    guard fields.has("ids") else {
      self = .upTo(Self.last(&fields, isChosen: fields.has("up_to"), otherwise: "ids"))
      return
    }
    self = .ids(fields.optionalIDs("ids", 1...Self.mostIDs) ?? [])
    if fields.isCleared("ids") { fields.refuse("ids", "must be a list of 1 to \(Self.mostIDs) ids") }
    Self.refuseBoth("ids", &fields, areGiven: fields.has("up_to"))
  }

  /// From a form: exactly one of `id` and `up_to`.
  init(form fields: inout Fields) {
    guard let id = fields.optionalID("id", of: NoticeEntity.self) else {
      self = .upTo(Self.last(&fields, isChosen: !fields.isCleared("up_to"), otherwise: "id"))
      return
    }
    self = .ids([id])
    Self.refuseBoth("id", &fields, areGiven: fields.has("up_to") && !fields.isCleared("up_to"))
  }

  private static func last(_ fields: inout Fields, isChosen: Bool, otherwise name: String) -> Int64 {
    let last = fields.optionalInteger("up_to", 0...Int64.max)
    if !isChosen { fields.refuse(name, "or up_to is needed") } else if last == nil { fields.refuse("up_to", "must be an integer") }
    return last ?? 0
  }

  private static func refuseBoth(_ name: String, _ fields: inout Fields, areGiven: Bool) {
    guard areGiven else { return }
    fields.ignore("up_to")
    fields.refuse(name, "and up_to cannot both be given")
  }
}
