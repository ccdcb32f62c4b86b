import Core

/// The search form as it was sent, to be shown again.
struct TypedSearch {
  let text: String
  let kind: String
  let person: String
  let room: String
  let from: String
  let to: String

  init(_ fields: Fields) {
    let most = SearchForm.lengths.upperBound * 4 + 1_024
    text = fields.typed("q", upTo: most)
    kind = fields.typed("kind", upTo: 32)
    person = fields.typed("person", upTo: 256)
    room = fields.typed("room", upTo: 256)
    from = fields.typed("from", upTo: 32)
    to = fields.typed("to", upTo: 32)
  }

  /// The address of the page that follows.
  func older(_ cursor: SearchCursor) -> String {
    func given(_ text: String) -> String? { text.isEmpty ? nil : text }
    return Link(
      "search",
      query: [
        "q": text, "kind": given(kind), "person": given(person), "room": given(room),
        "from": given(from), "to": given(to),
        "before": cursor.text,
      ]
    ).text
  }
}
