import Core
import Design
import HTML
import Relations

/// `/lobby`: a picture of who stands where, and the same as a list.
struct LobbyPage: HTML {
  let list: LobbyList
  let visit: Visit

  func render(into buffer: inout HTMLBuffer) {
    let people = list.people
    ShellPage("Lobby", visit, styles: ["css/lobby.css"], modules: ["js/lobby.js"]) {
      header(.class("page-head")) {
        div {
          h1 { "Lobby" }
          p { "Who is around, and in which room." }
        }
      }
      div(.class("lobby"), .id("lobby")) {
        div(.class("lobby-floor")) { canvas(.aria("hidden", "true")) }
        section {
          h2(.id("people-here")) { "People here" }
          p(.class("lobby-alone"), .hidden(people.count > 1)) { "Only you, for now" }
          ul(.class("lobby-people"), .aria("labelledby", "people-here")) {
            for person in people { LobbyItem(person: person) }
          }
          LobbyTemplate()
          p(.class("lobby-more"), .hidden(!list.hasMore)) { "There are more than fit here." }
        }
      }
    }
    .render(into: &buffer)
  }
}

/// Somebody in the list. The browser draws the same from the signals.
private struct LobbyItem: View {
  let person: LobbyPerson

  var body: some HTML {
    let (user, seat) = (person.user, person.seat)
    li(
      .data("person", user.id.rawValue), .data("name", user.displayName), .data("color", user.color), .data("avatar", user.id.avatarPath),
      .data("x", LobbySeat.decimal(seat.x)), .data("y", LobbySeat.decimal(seat.y)), .with(person.room) { .data("room", $0.name) }
    ) {
      Avatar(user.id, name: user.displayName, color: user.color, size: .small)
      a(.href(LobbyPath.wall(person))) { bdi { user.displayName } }
      span(.class("lobby-room"), .hidden(person.room == nil)) {
        "in "
        if let room = person.room { a(.href(LobbyPath.room(room.name))) { "#\(room.name)" } } else { a { "" } }
      }
    }
  }
}

private struct LobbyTemplate: View {
  var body: some HTML {
    template(.id("lobby-person")) {
      li {
        span(.class("avatar small"), .aria("hidden", "true")) {
          " "
          img(.alt(""), .width(Avatar.Size.small.side), .height(Avatar.Size.small.side), .loading("lazy"))
        }
        a { bdi { "" } }
        span(.class("lobby-room"), .hidden(true)) {
          "in "
          a { "" }
        }
      }
    }
  }
}
