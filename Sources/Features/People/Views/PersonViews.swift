import Core
import Design
import HTML
import Relations

/// `/people/{username}`: somebody the member may know of, whether or not they see their wall.
struct PersonPage: View {
  let card: PersonCard
  let problem: AppError?
  let visit: Visit

  private var person: Person { card.person }

  var body: some HTML {
    ShellPage(person.displayName, visit, mainClass: "settings", styles: ["css/settings.css", "css/people.css"]) {
      FormErrors(problem)
      section(.class("card person")) {
        Avatar(person.id, name: person.displayName, color: person.color, size: .large)
        div {
          h1(.dir("auto")) { person.displayName }
          p(.class("soft")) { "@\(person.username)" }
          PersonStatus(card: card)
          if card.details != nil { p { a(.href(Site.profilePath(of: person.username))) { "To the wall" } } }
        }
      }
      if let relation = card.relation {
        RelationGroup(person, relation, next: RelationPath.person(person.username))
        if card.details == nil, !relation.blocked {
          p(.class("soft")) { "This wall is closed. If your request to follow is accepted, it may open for you." }
        }
      }
    }
  }
}

/// Somebody in a list: picture, name and status.
public struct PersonSummary: View {
  let card: PersonCard

  public init(card: PersonCard) { self.card = card }

  public var body: some HTML {
    Avatar(card.person.id, name: card.person.displayName, color: card.person.color)
    div {
      p { a(.href(Site.profilePath(of: card.person.username)), .dir("auto")) { card.person.displayName } }
      p(.class("soft")) { "@\(card.person.username)" }
      PersonStatus(card: card)
    }
  }
}

/// What somebody says of themselves now.
struct PersonStatus: View {
  let card: PersonCard

  var body: some HTML {
    let status = [card.details?.statusEmoji, card.details?.statusMessage].compactMap(\.self)
    if !status.isEmpty { p(.class("status"), .dir("auto")) { status.joined(separator: " ") } }
  }
}

/// `/people/{username}/block`: what a block does, before it is done.
struct BlockPage: View {
  let person: Person
  let visit: Visit

  var body: some HTML {
    ShellPage("Block \(person.displayName)", visit, mainClass: "settings", styles: ["css/settings.css", "css/people.css"]) {
      header(.class("page-head")) { h1(.dir("auto")) { "Block \(person.displayName)?" } }
      section(.class("card")) {
        ul {
          li { "You no longer follow each other, and neither of you can follow the other." }
          li { "Neither of you sees the other's wall, or what the other puts on walls." }
          li { "Neither of you can write to the other or is notified of the other." }
          li { "In rooms you see their messages collapsed. A room is a shared place: they still see yours." }
          li { "They are not told." }
        }
        div(.class("actions")) {
          form(.method(.post), .action(RelationPath.act(.block, on: person.username))) {
            Button(.danger) { "Block \(person.displayName)" }
          }
          a(.class("button"), .href(RelationPath.person(person.username)), .autofocus) { "Cancel" }
        }
      }
    }
  }
}
