import Core
import Design
import HTML

/// `/rooms/{name}`: it reads before any script runs, and works without one.
struct RoomPageView: HTML {
  let page: RoomPage
  /// Of the form in which one writes.
  let requestID: String
  let visit: Visit

  func render(into buffer: inout HTMLBuffer) {
    ShellPage(
      page.title, visit, sections: [page.own.section(current: page.conversation == nil ? page.room.name : nil)], mainClass: "room",
      styles: ["css/chat.css", "css/codeground.css", "css/runner.css"] + (page.conversation == nil ? [] : ["css/messages.css"]),
      modules: ["js/runner.js", "js/room.js"] + (page.conversation == nil ? [] : ["js/conversation.js"]),
      skips: (page.mayPost ? [SkipLink("Write a message", to: "content")] : []) + [SkipLink("Skip to messages", to: "history")]
    ) {
      if let conversation = page.conversation {
        ConversationHead(conversation: conversation, asset: visit.site.asset)
      } else {
        RoomHead(
          room: page.room, isMuted: page.isMuted, isStarred: page.own.hasStarred(page.room.name), mayRemove: page.mayRemove,
          mayReport: page.mayReport, mayLetCatsIn: page.mayLetCatsIn && !visit.isOff(.cats), asset: visit.site.asset)
      }
      div(.class("talk")) {
        History(page: page)
        if let conversation = page.conversation { ReadBy(page: page, conversation: conversation) }
        button(.class("button jump"), .id("jump"), .type("button"), .hidden) {
          IconView(.down, visit.site.asset)
          "Jump to latest"
        }
      }
      PeoplePanel(room: page.room, asset: visit.site.asset)
      Composer(page: page, requestID: requestID, visit: visit)
      RoomTemplates(room: page.room, asset: visit.site.asset)
      EmojiDialog(asset: visit.site.asset)
      DeleteDialog(asset: visit.site.asset)
      if page.conversation == nil {
        CreateRoomDialog(mayAnnounce: page.viewer.permissions.contains(.moderate), asset: visit.site.asset)
      }
    }
    .render(into: &buffer)
  }
}

struct RoomHead: View {
  let room: Room
  let isMuted: Bool
  let isStarred: Bool
  let mayRemove: Bool
  let mayReport: Bool
  let mayLetCatsIn: Bool
  let asset: AssetPath

  var body: some HTML {
    header(.class("room-head")) {
      h1 { "#\(room.name)" }
      RoomKindBadge(kind: room.kind)
      p(.class("topic"), .dir("auto"), .title(room.topic)) { room.topic }
      button(
        .class("button quiet people-button"), .type("button"), .hidden, .data("toggles", "people"), .aria("controls", "people"),
        .aria("expanded", false), .aria("label", "Who is here")
      ) {
        IconView(.people, asset)
        span(.data("online-count"))
      }
      details(.class("dropdown")) {
        summary(.aria("label", "About this room")) { IconView(.more, asset) }
        div(.class("menu")) {
          p(.class("who")) {
            "#\(room.name)"
            span { room.memberCount == 1 ? "1 member" : "\(room.memberCount) members" }
            if !room.topic.isEmpty { span(.dir("auto")) { room.topic } }
          }
          JumpToDate(room: room.name)
          form(.id("star"), .method(.post), .action(isStarred ? ChatPath.unstar(room.name) : ChatPath.star(room.name))) {
            button(.type("submit"), .data("other", isStarred ? StarWords.off : StarWords.on)) {
              IconView(.star, asset)
              span { isStarred ? StarWords.on : StarWords.off }
            }
          }
          if room.kind == .private {
            a(.href(ChatPath.members(room.name))) {
              IconView(.people, asset)
              "Members"
            }
            a(.href(ChatPath.leave(room.name))) {
              IconView(.signOut, asset)
              "Leave this room…"
            }
          } else {
            form(.method(.post), .action(ChatPath.leave(room.name))) {
              button(.type("submit")) {
                IconView(.signOut, asset)
                "Leave this room"
              }
            }
          }
          NoticeChoice(room: room.name, isMuted: isMuted)
          if mayLetCatsIn {
            a(.href(Site.roomCatsPath(room.name.rawValue))) {
              IconView(.cat, asset)
              "Cats in this room…"
            }
          }
          if mayReport {
            a(.href(Site.reportPath("room", room.name.rawValue)), .data("report")) {
              IconView(.warning, asset)
              "Report this room"
            }
          }
          if mayRemove {
            a(.href(ChatPath.removal(room.name))) {
              IconView(.delete, asset)
              "Remove this room…"
            }
          }
        }
      }
    }
  }
}

/// Opens the room at the first message of a day. A script says where the member's days begin; without one they are those of UTC.
struct JumpToDate: View {
  let room: RoomName

  var body: some HTML {
    form(.class("jump-to-date"), .id("jump-to-date"), .method(.get), .action(ChatPath.date(in: room))) {
      label(.htmlFor("jump-date")) { "Jump to date" }
      div(.class("with-button")) {
        input(.class("input"), .id("jump-date"), .type("date"), .name("date"), .required(true))
        // A script fills it in and enables it; a disabled field is not sent.
        input(.type("hidden"), .name("offset"), .value("0"), .disabled(true))
        button(.class("button"), .type("submit")) { "Go" }
      }
    }
  }
}

private enum StarWords {
  static let off = "Star this room"
  static let on = "Remove the star"
}

/// What one is told of the room. Telling of every message is for the browser, so a script shows that choice.
struct NoticeChoice: View {
  let room: RoomName
  let isMuted: Bool

  var body: some HTML {
    form(.class("notice-choice"), .id("notice-choice"), .method(.post), .action(ChatPath.notices(of: room))) {
      fieldset {
        legend { "Notifications" }
        div(.class("with-button")) {
          for level in RoomNotices.allCases {
            button(
              .class("button"), .type("submit"), .name("level"), .value(level.rawValue),
              .aria("pressed", level == (isMuted ? .nothing : .mentions)), .hidden(level == .all)
            ) { level.label }
          }
        }
      }
      a(.href(Site.notificationSettingsPath)) { "Sound and pop-ups…" }
    }
  }
}

struct RoomKindBadge: View {
  let kind: RoomKind

  var body: some HTML {
    switch kind {
    case .public, .direct: Nothing()
    case .private: Badge("private", .sky)
    case .announcement: Badge("announcements", .yellow)
    }
  }
}

/// Who is in the room now; only a live connection knows.
struct PeoplePanel: View {
  let room: Room
  let asset: AssetPath

  var body: some HTML {
    section(.class("people"), .id("people"), .aria("labelledby", "people-heading")) {
      button(.class("button quiet"), .type("button"), .aria("label", "Close"), .autofocus) { IconView(.close, asset) }
      h2(.id("people-heading")) { "Here now" }
      ul(.class("people-list"), .id("people-list"))
      noscript { p(.class("soft")) { room.memberCount == 1 ? "1 member" : "\(room.memberCount) members" } }
    }
  }
}

extension SidebarSection {
  /// No list of conversations stands in the sidebar, only how much is unread in them.
  static func unread(in conversations: [UnreadCount]) -> SidebarSection {
    SidebarSection(
      name: "Messages", noun: "conversation", isListed: false,
      links: conversations.map { unread in
        SidebarSection.Link(
          name: unread.room, path: ChatPath.conversations, kind: RoomKind.direct.rawValue, isCurrent: false, unread: unread.count,
          mentions: unread.mentions)
      }, home: ChatPath.conversations)
  }
}

extension OwnRooms {
  /// The sidebar's list of rooms, on pages of rooms: what is typed into the palette can be looked for among them.
  func section(current: RoomName?) -> SidebarSection {
    section(current: current, search: SidebarSection.Place("Find a room called this", path: ChatPath.search))
  }

  /// The same on all other pages.
  var section: SidebarSection { section(current: nil, search: nil) }

  private func section(current: RoomName?, search: SidebarSection.Place?) -> SidebarSection {
    SidebarSection(
      name: "Your rooms", noun: "room",
      links: rooms.map { room in
        let isCurrent = room.name == current
        return SidebarSection.Link(
          name: room.name.rawValue, path: ChatPath.room(room.name), kind: room.kind.rawValue, isCurrent: isCurrent,
          unread: isCurrent ? 0 : room.unread.count, mentions: isCurrent ? 0 : room.unread.mentions, isStarred: room.isStarred)
      },
      // Rooms everybody has heard of; all others the directory finds.
      others: RoomService.permanent.subtracting(rooms.map(\.name)).sorted().map {
        SidebarSection.Place($0.rawValue, path: ChatPath.room($0))
      },
      search: search,
      invitations: invitations.map { invitation in
        SidebarSection.Invitation(
          name: invitation.room.rawValue, from: invitation.inviter.map { "@\($0) invites you back" } ?? "You are invited back",
          accept: ChatPath.join(invitation.room), decline: ChatPath.decline(invitation.room))
      },
      home: ChatPath.rooms, source: ChatPath.sidebar(on: current), add: (name: "New room", path: ChatPath.create, dialog: "create-room"),
      browse: SidebarSection.Place("Browse", path: ChatPath.rooms), order: ChatPath.order)
  }
}
