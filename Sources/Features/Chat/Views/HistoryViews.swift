import Core
import Design
import HTML

/// The messages of a room page with what stands between them.
struct History: View {
  let page: RoomPage

  var body: some HTML {
    section(
      .class("history"), .id("history"), .aria("label", page.conversation == nil ? "Messages in #\(page.room.name)" : "Messages"),
      .when(page.conversation != nil, .role("log")), .tabIndex(0),
      .data("room", page.room.name.rawValue), .data("epoch", page.epoch), .data("seq", page.seq),
      .with(page.readUpTo) { .data("read", $0.rawValue) }
    ) {
      div(.class("messages"), .id("messages")) {
        if page.hasOlder, let oldest = page.messages.first {
          p(.class("older"), .id("older")) {
            a(.class("button"), .href(ChatPath.older(than: oldest.id, in: page.room.name))) { "Older messages" }
          }
        } else {
          Beginning(room: page.room)
        }
        for row in rows {
          if let day = row.day {
            h2(.class("day"), .data("day", String(day.day))) { span { day.dayName } }
          }
          if row.isFirstNew { NewLine() }
          // The fragment is the same wherever it stands, so what joins it to its neighbours stands before it.
          if row.continuesGroup || row.headsGroup {
            span(.class("group-mark"), .class("joins", when: row.continuesGroup), .class("heads", when: row.headsGroup), .hidden)
          }
          MessageFragment(message: row.message)
        }
        if page.isNewest, let newest = page.messages.last { MarkRead(upTo: newest.id, room: page.room.name) }
        if !page.isNewest {
          p(.class("older"), .id("newer")) {
            if let last = page.messages.last { ButtonLink(ChatPath.link(to: last.id, in: page.room.name)) { "Newer messages" } }
            ButtonLink(ChatPath.room(page.room.name), .primary) { "Back to the newest" }
          }
        }
      }
    }
  }

  private struct Row {
    let message: Message
    /// Set where a new day begins.
    let day: Moment?
    let isFirstNew: Bool
    /// Whether it stands under the name of the message above.
    var continuesGroup = false
    /// Whether the next one stands under its name.
    var headsGroup = false
  }

  /// Messages of one author that follow each other within it are one group. `Public/js/groups.js` has the same number.
  private static let groupSpan = Duration.seconds(300)

  private var rows: [Row] {
    var previousDay: Substring = ""
    var isNewSeen = page.readUpTo == nil
    var above: Message?
    var rows: [Row] = []
    for message in page.messages {
      let moment = Moment(message.createdAt)
      let beginsDay = moment.day != previousDay
      previousDay = moment.day
      let isFirstNew = !isNewSeen && page.isNewest && isNew(message)
      if isFirstNew { isNewSeen = true }
      let continues = !beginsDay && !isFirstNew && (above.map { Self.continues($0, with: message) } ?? false)
      above = message
      if continues { rows[rows.count - 1].headsGroup = true }
      rows.append(Row(message: message, day: beginsDay ? moment : nil, isFirstNew: isFirstNew, continuesGroup: continues))
    }
    return rows
  }

  private static func continues(_ above: Message, with message: Message) -> Bool {
    above.author.id == message.author.id && !above.isDeleted && !message.isDeleted
      && message.createdAt - above.createdAt <= groupSpan
  }

  private func isNew(_ message: Message) -> Bool {
    guard let read = page.readUpTo else { return false }
    return message.id > read && message.author.id != page.viewer.id && !message.isDeleted
  }
}

/// Where a room's history starts.
struct Beginning: View {
  let room: Room

  var body: some HTML {
    div(.class("beginning")) {
      h2 { room.kind == .direct ? "Your conversation begins here" : "#\(room.name) begins here" }
      p(.dir("auto")) { room.topic.isEmpty ? "Nothing older exists. Say something worth scrolling back to." : room.topic }
    }
  }
}

/// Where no script tells what has been read, one says so.
private struct MarkRead: View {
  let upTo: MessageID
  let room: RoomName

  var body: some HTML {
    noscript {
      form(.method(.post), .action(ChatPath.read(room))) {
        input(.type("hidden"), .name("id"), .value(String(upTo.rawValue)))
        Button { "Mark all as read" }
      }
    }
  }
}

/// Everything below it came since the viewer last looked.
private struct NewLine: View {
  var body: some HTML {
    p(.class("new-line"), .id("new-line")) { span { "New" } }
  }
}
