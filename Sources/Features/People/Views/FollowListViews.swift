import Core
import Design
import HTML
import Relations

/// `/follows`: one of the member's six lists of people.
struct FollowListPage: View {
  let list: FollowList
  let page: PeoplePage
  let visit: Visit

  var body: some HTML {
    ShellPage(list.heading, visit, mainClass: "settings", styles: ["css/settings.css", "css/people.css"]) {
      header(.class("page-head")) { h1 { list.heading } }
      Tabs("Lists", FollowList.allCases.map { (name: $0.label, path: PeoplePath.list($0)) }, current: PeoplePath.list(list))
      if page.people.isEmpty {
        EmptyState("Nobody here", list.meaning) { ButtonLink(RelationPath.directory) { "Find people" } }
      } else {
        ul(.class("rows card people"), .aria("label", list.heading)) {
          for card in page.people { FollowRow(card: card, list: list) }
        }
      }
      if let next = page.next {
        nav(.class("pager"), .aria("label", "Pages")) {
          a(.class("button"), .href(PeoplePath.list(list, before: next)), .rel("next")) { "More" }
        }
      }
    }
  }
}

private struct FollowRow: View {
  let card: PersonCard
  let list: FollowList

  var body: some HTML {
    li {
      PersonSummary(card: card)
      div(.class("actions")) {
        switch list {
        case .following: action(.unfollow, "Unfollow")
        case .followers: action(.remove, "Remove follower")
        case .requests:
          action(.accept, "Accept")
          action(.remove, "Decline")
        case .requested: action(.unfollow, "Withdraw request")
        case .blocked: action(.unblock, "Unblock")
        case .muted: action(.unmute, "Unmute")
        }
      }
    }
  }

  private func action(_ action: RelationPath.Action, _ name: String) -> RelationButton {
    RelationButton(action, name, on: card.person.username, next: PeoplePath.list(list))
  }
}

extension FollowList {
  /// What the list is for, shown while it is empty.
  fileprivate var meaning: String {
    switch self {
    case .following: "People you follow stand here. Follow somebody on their wall."
    case .followers: "People who follow you stand here."
    case .requests: "People who ask to follow you wait here for your answer."
    case .requested: "People you asked to follow stand here until they answer."
    case .blocked: "People you blocked stand here."
    case .muted: "People you muted stand here."
    }
  }
}
