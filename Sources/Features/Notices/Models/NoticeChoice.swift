import Core

/// What is to be marked as read.
public enum NoticeChoice: Hashable, Sendable {
  case ids([NoticeID])
  /// All up to this `last`: what came later stays unread.
  case upTo(Int64)

  private static let mostIDs = 100

  /// From JSON: exactly one of `ids` and `up_to`.
  init(reading fields: inout Fields) {
    let ids = fields.optionalIDs("ids", 1...Self.mostIDs, of: NoticeEntity.self)
    self.init(ids: ids, named: "ids", &fields)
  }

  /// From a form: exactly one of `id` and `up_to`.
  init(form fields: inout Fields) {
    let id = fields.optionalID("id", of: NoticeEntity.self)
    self.init(ids: id.map { [$0] }, named: "id", &fields)
  }

  private init(ids: [NoticeID]?, named name: String, _ fields: inout Fields) {
    let last = fields.optionalInteger("up_to", 0...Int64.max)
    let isMissing = !fields.has(name) || fields.isCleared(name), isOpen = !fields.has("up_to") || fields.isCleared("up_to")
    if isMissing == isOpen { fields.refuse(name, "or up_to is needed, and not both") }
    self = ids.map { .ids($0) } ?? .upTo(last ?? 0)
  }
}
