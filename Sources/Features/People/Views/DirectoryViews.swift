import Core
import Design
import HTML
import Relations

/// `/people`: the directory.
struct DirectoryPage: View {
  let request: DirectoryRequest
  let page: PeoplePage
  let visit: Visit

  var body: some HTML {
    ShellPage("People", visit, mainClass: "settings", styles: ["css/settings.css", "css/people.css"]) {
      header(.class("page-head")) {
        h1 { "People" }
        ButtonLink(RelationPath.lists) { "People you follow" }
      }
      form(.class("form row card"), .method(.get), .action(RelationPath.directory), .role("search")) {
        Field(
          "Filter", name: "q", .search, value: request.filter ?? "", limit: .characters(DirectoryRequest.longestFilter), isOptional: true)
        Field(
          "Theme", name: "theme",
          .choice([Field.Option("", "Any")] + DirectoryRequest.Theme.allCases.map { Field.Option($0.rawValue, $0.label) }),
          value: request.theme?.rawValue ?? "")
        Field(
          "Order", name: "order", .choice([Field.Option("newest", "Newest first"), Field.Option("name", "By name")]),
          value: request.order.rawValue)
        label(.class("choice")) {
          input(.type("checkbox"), .name("status"), .value("1"), .checked(request.hasStatus))
          span { "With a status" }
        }
        Button { "Filter" }
      }
      if page.people.isEmpty {
        EmptyState("Nobody by that name", "Try the beginning of a username, or of a word of a name.") {
          ButtonLink(RelationPath.directory) { "Everybody" }
        }
      } else {
        ul(.class("rows card people"), .aria("label", "People")) {
          for card in page.people { DirectoryRow(card: card) }
        }
      }
      if let next = page.next {
        nav(.class("pager"), .aria("label", "Pages")) {
          a(.class("button"), .href(PeoplePath.directory(request, before: next)), .rel("next")) { "More" }
        }
      }
    }
  }
}

private struct DirectoryRow: View {
  let card: PersonCard

  var body: some HTML {
    li {
      PersonSummary(card: card)
      if card.relation?.following == .following { Badge("Following", .acid) }
    }
  }
}

extension DirectoryRequest.Theme {
  fileprivate var label: String {
    switch self {
    case .default: "Default"
    case .dark: "Dark"
    case .retro: "Retro"
    case .hacker: "Hacker"
    case .zen: "Zen"
    }
  }
}
