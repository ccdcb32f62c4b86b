import Core

/// The filter of the page as it was sent, to be shown again.
struct TypedFilter: Sendable {
  let kind: String
  let person: String

  init(_ fields: Fields) {
    kind = fields.typed("kind", upTo: 32)
    person = fields.typed("person", upTo: 256)
  }

  /// The page with this filter, from its newest entry or from where a part ended.
  func path(before cursor: FeedCursor? = nil) -> String {
    func given(_ text: String) -> String? { text.isEmpty ? nil : text }
    return Link("feed", query: ["kind": given(kind), "person": given(person), "before": cursor?.text]).text
  }
}
