import Core
import Design
import HTML

/// `/rooms`: the viewer's rooms, every room one may walk into, and the form that opens a new one.
struct RoomsPageView: HTML {
  let page: RoomsPage
  let visit: Visit

  func render(into buffer: inout HTMLBuffer) {
    ShellPage("Rooms", visit, sections: [page.own.section(current: nil)], styles: ["css/chat.css"], modules: ["js/directory.js"]) {
      header(.class("page-head")) {
        div {
          h1 { "Rooms" }
          p { "Walk in anywhere. Walking in makes you a member." }
        }
        div(.class("actions")) {
          if page.mayCreateAnnouncements { ButtonLink(ChatPath.removal) { "Remove a room" } }
          if page.mayCreate { ButtonLink("#create") { "Open a new room" } }
        }
      }
      OwnRoomsCard(own: page.own, visit: visit)
      Directory(page: page)
      if page.mayCreate {
        section(.class("card narrow"), .id("create")) {
          h2 { "Open a new room" }
          CreateRoomForm(draft: page.draft, problems: page.problems, mayAnnounce: page.mayCreateAnnouncements, takesFocus: false)
        }
      }
    }
    .render(into: &buffer)
  }
}

/// What the sidebar shows, for screens that have none.
private struct OwnRoomsCard: View {
  let own: OwnRooms
  let visit: Visit

  var body: some HTML {
    let list = own.section(current: nil).ordered(visit.roomOrder)
    section(.class("card own-rooms")) {
      h2 { "Your rooms" }
      if own == .none { p(.class("soft")) { "You have not walked into a room yet." } }
      RoomLinks(section: list, id: nil)
      ListFoot(section: list, visit: visit)
    }
  }
}

private struct Directory: View {
  let page: RoomsPage

  var body: some HTML {
    section(.class("directory"), .id("directory")) {
      form(.class("form row"), .method(.get), .action(ChatPath.rooms), .role("search")) {
        Field(
          "Find a room", name: "q", .search, value: page.search, help: "How its name begins.", limit: 32, completion: "off",
          isOptional: true)
        div(.class("actions")) { Button { "Search" } }
      }
      div(.id("found"), .aria("live", "polite")) { Found(page: page) }
    }
  }
}

/// The rooms that were found; a script replaces them while one types.
private struct Found: View {
  let page: RoomsPage

  var body: some HTML {
    if page.directory.rooms.isEmpty {
      EmptyState("Quiet in here", page.search.isEmpty ? "That was the last room." : "No room’s name begins like this.") {
        ButtonLink(ChatPath.rooms) { "All rooms" }
      }
    } else {
      div(.class("cards")) {
        for room in page.directory.rooms { RoomCard(room: room, stir: page.directory.stirs[room.id] ?? RoomStir()) }
      }
    }
    if !page.isFirst || page.directory.next != nil {
      nav(.class("pager"), .aria("label", "Pages of rooms")) {
        if !page.isFirst { ButtonLink(ChatPath.rooms) { "From the start" } }
        if let next = page.directory.next, let prefix = RoomPrefix(page.search) {
          a(.class("button"), .href(ChatPath.directory(prefix, after: next)), .rel("next")) { "More rooms →" }
        }
      }
    }
  }
}

private struct RoomCard: View {
  let room: RoomListing
  let stir: RoomStir

  var body: some HTML {
    article(.class("card room-card")) {
      h2 { a(.href(ChatPath.room(room.name)), .title("#\(room.name)")) { "#\(room.name)" } }
      p(.dir("auto")) { room.topic.isEmpty ? "No topic." : room.topic }
      div(.class("foot")) {
        RoomKindBadge(kind: room.kind)
        if room.isMember { Badge("member", .plain) }
        if stir.inside > 0 { span(.class("inside")) { "\(stir.inside) inside" } }
        if let last = stir.lastAt {
          let moment = Moment(last)
          time(.datetime(moment.iso8601), .data("short", "true")) { "\(moment.day) \(moment.time)" }
        } else {
          span(.class("soft")) { "No messages yet" }
        }
      }
    }
  }
}

struct CreateRoomForm: View {
  let draft: RoomsPage.Draft
  let problems: [String: String]
  let mayAnnounce: Bool
  /// In a dialog the first field has the focus when it opens.
  let takesFocus: Bool

  var body: some HTML {
    div(.data("in-place", "create-room")) {
      FormErrors(
        problems.isEmpty ? nil : "The room was not opened", details: problems,
        labels: ["name": "Name", "topic": "Topic", "kind": "Who may enter"])
      form(.class("form"), .method(.post), .action(ChatPath.rooms)) {
        Field(
          "Name", name: "name", value: draft.name, help: "2 to 32 of a–z, 0–9, - and _. Spaces become dashes.", error: problems["name"],
          limit: .characters(32), completion: "off", takesFocus: takesFocus)
        Field(
          "Topic", name: "topic", value: draft.topic, help: "One line on what it is about.", error: problems["topic"],
          limit: .characters(RoomTopic.longest), completion: "off", isOptional: true)
        Field("Who may enter", name: "kind", .choice(kinds), value: draft.kind, error: problems["kind"])
        div(.class("actions")) { Button(.primary) { "Open the room" } }
      }
    }
  }

  private var kinds: [Field.Option] {
    [.init(RoomKind.public.rawValue, "Everybody"), .init(RoomKind.private.rawValue, "Only those added")]
      + (mayAnnounce ? [.init(RoomKind.announcement.rawValue, "Everybody reads, moderators post")] : [])
  }
}

/// The same form over a room's page.
struct CreateRoomDialog: View {
  let mayAnnounce: Bool
  let asset: AssetPath

  var body: some HTML {
    Dialog(id: "create-room", "Open a new room", asset) {
      CreateRoomForm(draft: .empty, problems: [:], mayAnnounce: mayAnnounce, takesFocus: true)
    }
  }
}
