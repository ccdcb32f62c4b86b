import Core
import Design
import HTML
import People
import Relations

/// `/search`.
struct SearchView: View {
  let typed: TypedSearch
  /// Nil before anything is looked for, and when the form was refused.
  let page: SearchPage?
  let error: AppError?
  let visit: Visit

  var body: some HTML {
    ShellPage(
      "Search", visit, mainClass: "settings searching",
      styles: ["css/settings.css", "css/people.css", "css/search.css"]
    ) {
      header(.class("page-head")) { h1 { "Search" } }
      FormErrors(error, labels: SearchFormView.labels)
      SearchFormView(typed: typed, problems: error?.details ?? [:])
      if let page {
        if let people = page.people, !people.isEmpty { FoundPeople(people: people) }
        if !page.results.isEmpty { FoundThings(results: page.results) }
        if page.results.isEmpty, page.people?.isEmpty ?? true {
          p(.class("nothing"), .role("status")) { "Nothing found for “\(typed.text)”" }
        }
        if let next = page.next {
          p(.class("actions")) { ButtonLink(typed.older(next)) { "Older" } }
        }
      }
    }
  }
}

private struct SearchFormView: View {
  static let labels: KeyValuePairs = [
    "q": "Search", "kind": "Kind", "person": "Person", "room": "Room", "from": "From", "to": "To",
    "before": "Older",
    "limit": "Results on a page",
  ]
  private static let kinds =
    [Field.Option("", "Everything")]
    + SearchForm.kinds.map { Field.Option($0, $0.prefix(1).uppercased() + $0.dropFirst()) }

  let typed: TypedSearch
  let problems: [String: String]

  var body: some HTML {
    form(
      .class("card form row"), .role("search"), .aria("label", "Search"), .method(.get),
      .action("/search")
    ) {
      Field(
        "Search", name: "q", .search, value: typed.text, error: problems["q"], limit: 200,
        takesFocus: typed.text.isEmpty)
      Field("Kind", name: "kind", .choice(Self.kinds), value: typed.kind, error: problems["kind"])
      Field(
        "Person", name: "person", value: typed.person, error: problems["person"], limit: 64,
        isOptional: true)
      Field(
        "Room", name: "room", value: typed.room, error: problems["room"], limit: 64,
        isOptional: true)
      Field(
        "From", name: "from", .date, value: typed.from, error: problems["from"], isOptional: true)
      Field("To", name: "to", .date, value: typed.to, error: problems["to"], isOptional: true)
      button(.class("button primary"), .type("submit")) { "Search" }
    }
  }
}

private struct FoundPeople: View {
  let people: [PersonCard]

  var body: some HTML {
    section {
      h2 { "People" }
      ul(.class("rows card people"), .aria("label", "People")) {
        for card in people { li { PersonSummary(card: card) } }
      }
    }
  }
}

private struct FoundThings: View {
  let results: [SearchResult]

  var body: some HTML {
    section {
      h2 { "Results" }
      ul(.class("rows card results"), .aria("label", "Results")) {
        for result in results { Found(result: result) }
      }
    }
  }
}

private struct Found: View {
  let result: SearchResult

  var body: some HTML {
    li {
      div {
        p {
          a(.href(result.link), .dir("auto")) { result.title }
          " "
          Badge(result.kind, .plain)
        }
        p(.class("snippet"), .dir("auto")) { RawHTML(result.html) }
        p(.class("soft")) {
          if let author = result.author {
            a(.href(Site.profilePath(of: author.username)), .dir("auto")) { author.displayName }
            " · "
          }
          time(.datetime(moment.iso8601)) { "\(moment.day) \(moment.time)" }
        }
      }
    }
  }

  private var moment: Moment { Moment(result.createdAt) }
}
