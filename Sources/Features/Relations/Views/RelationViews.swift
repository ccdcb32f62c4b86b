import Core
import Design
import HTML

/// The group "You and {display name}": what stands between the viewer and a person, and all that may be done about it. Forms, so that it works
/// without a script; the page they lead back to shows what the server answered.
public struct RelationGroup: View {
  private let person: Person
  private let relation: Relation
  private let next: String

  /// - Parameter next: the page that the forms lead back to.
  public init(_ person: Person, _ relation: Relation, next: String) {
    self.person = person
    self.relation = relation
    self.next = next
  }

  public var body: some HTML {
    div(.class("relation actions"), .role("group"), .aria("label", "You and \(person.displayName)")) {
      if !relation.blocked {
        switch relation.following {
        case .none: action(.follow, "Follow", .primary)
        case .requested: action(.unfollow, "Withdraw request")
        case .following: action(.unfollow, "Unfollow")
        }
        if relation.requestsMe {
          action(.accept, "Accept")
          action(.remove, "Decline")
        }
      }
      if relation.canMessage {
        form(.method(.post), .action(RelationPath.conversations)) {
          input(.type("hidden"), .name("usernames"), .value(person.username))
          Button { "Message" }
        }
      }
      details(.class("more")) {
        summary(.class("button quiet")) { "More" }
        div(.class("menu")) {
          if relation.blocked {
            action(.unblock, "Unblock")
          } else {
            ButtonLink(RelationPath.act(.block, on: person.username), .quiet) { "Block…" }
          }
          if relation.muted { action(.unmute, "Unmute", .quiet) } else { action(.mute, "Mute", .quiet) }
          if relation.followsMe { action(.remove, "Remove follower", .quiet) }
          a(.class("button quiet"), .href(Site.reportPath("profile", person.username)), .data("report")) { "Report" }
        }
      }
      if relation.followsMe { p(.class("soft")) { "Follows you" } }
      if relation.requestsMe { p(.class("soft")) { "Asks to follow you" } }
      if !relation.canMessage, !relation.blocked {
        p(.class("soft"), .dir("auto")) { "\(person.displayName) does not take messages from you" }
      }
    }
  }

  private func action(_ action: RelationPath.Action, _ name: String, _ style: ButtonStyle = .plain) -> RelationButton {
    RelationButton(action, name, on: person.username, next: next, style)
  }
}

/// One button that changes what stands between the viewer and a person.
public struct RelationButton: View {
  private let action: RelationPath.Action
  private let name: String
  private let username: String
  private let next: String
  private let style: ButtonStyle

  public init(_ action: RelationPath.Action, _ name: String, on username: String, next: String, _ style: ButtonStyle = .plain) {
    self.action = action
    self.name = name
    self.username = username
    self.next = next
    self.style = style
  }

  public var body: some HTML {
    form(.method(.post), .action(RelationPath.act(action, on: username))) {
      input(.type("hidden"), .name("next"), .value(next))
      Button(style) { name }
    }
  }
}
