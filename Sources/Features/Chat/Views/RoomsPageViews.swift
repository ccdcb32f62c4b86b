import Core
import Design
import HTML

/// `/rooms`: every room one may enter, and the form that opens a new one.
struct RoomsPageView: HTML {
  let page: RoomsPage
  let visit: Visit

  func render(into buffer: inout HTMLBuffer) {
    ShellPage("Rooms", visit, sections: [page.rooms.section(current: nil)], styles: ["css/chat.css"]) {
      header(.class("page-head")) {
        div {
          h1 { "Rooms" }
          p { "Walk in anywhere. Walking in makes you a member." }
        }
        if page.mayCreate { ButtonLink("#create") { "Open a new room" } }
      }
      if page.rooms.isEmpty {
        EmptyState("Quiet in here", "There is no room yet. Open the first one and tell somebody.") {
          if page.mayCreate { ButtonLink("#create", .primary) { "Open a room" } }
        }
      } else {
        div(.class("cards")) {
          for room in page.rooms { RoomCard(room: room) }
        }
      }
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

private struct RoomCard: View {
  let room: RoomListing

  var body: some HTML {
    article(.class("card room-card")) {
      h2 { a(.href(ChatPath.room(room.name))) { "#\(room.name)" } }
      p(.dir("auto")) { room.topic.isEmpty ? "No topic." : room.topic }
      div(.class("foot")) {
        RoomKindBadge(kind: room.kind)
        if room.isMember { Badge("member", .plain) }
        UnreadBadge(count: room.unread.count, mentions: room.unread.mentions)
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
