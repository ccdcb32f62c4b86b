import Core
import Design
import HTTP
import Web

/// `/search`, and what the palette suggests.
struct SearchPageRoutes: Sendable {
  let search: SearchService
  let site: Site

  var routes: [Route] {
    [
      .page(.get, "/search", .signedIn, "Search", request: SearchSchemas.page, handler: show),
      .page(
        .get, "/search/suggest", .signedIn, "What the palette suggests",
        request: SearchSchemas.typed, handler: suggest),
    ]
  }

  /// Problems are shown beside their fields.
  private func show(_ call: Call) async throws -> Response {
    let fields = try call.query()
    let typed = TypedSearch(fields)
    guard fields.has("q") else {
      try Fields.read(fields) {
        $0.ignore("kind", "person", "room", "from", "to", "before", "limit")
      }
      return .page(SearchView(typed: typed, page: nil, error: nil, visit: Visit(site, call)))
    }
    do {
      let page = try await search.search(
        call.scope, try Fields.read(fields) { SearchForm(reading: &$0, from: .page) })
      return .page(SearchView(typed: typed, page: page, error: nil, visit: Visit(site, call)))
    } catch let error as AppError where [.validation, .notFound].contains(error.code) {
      return .page(
        error.code.status,
        SearchView(typed: typed, page: nil, error: error, visit: Visit(site, call)))
    }
  }

  private func suggest(_ call: Call) async throws -> Response {
    let text = try Fields.read(try call.query()) { fields in
      let text = TextRules.trimmed(fields.typed("q", upTo: SearchForm.lengths.upperBound * 4))
      fields.ignore("q")
      return text
    }
    let isLong = TextRules.length(text) >= Suggestions.fewestCharacters
    let suggestions = isLong ? try await search.suggestions(call.scope, for: text) : .none
    return .page(SuggestionsView(suggestions: suggestions))
  }
}
