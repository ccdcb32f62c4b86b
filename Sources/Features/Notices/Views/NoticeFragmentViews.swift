import Core
import Design
import HTML

/// A notification as its recipient gets it, on the page and over the socket: the same bytes.
struct NoticeFragment: View {
  let notice: Notice
  let shown: Notice.Shown

  var body: some HTML {
    li(
      .class("notice"), .class("new", when: !shown.isRead), .id("notification-\(notice.id)"), .data("seq", notice.sequence),
      .data("order", notice.order), .data("last", notice.last)
    ) {
      div(.class("words")) {
        p {
          if !shown.isRead {
            Badge("New", .acid)
            " "
          }
          a(.href(shown.link), .id(titleID), .dir("auto")) { shown.title }
        }
        if let text = shown.body { p(.class("told"), .dir("auto")) { text } }
        p(.class("age")) { time(.datetime(moment.iso8601)) { "\(moment.day) \(moment.time)" } }
        NoticeActions(notice: notice, shown: shown)
      }
      if !shown.isRead {
        form(.method(.post), .action(NoticePath.read)) {
          input(.type("hidden"), .name("id"), .value(notice.id.description))
          button(.class("button quiet"), .type("submit"), .aria("describedby", titleID)) { "Mark as read" }
        }
      }
    }
  }

  private var titleID: String { "notification-title-\(notice.id)" }
  private var moment: Moment { Moment(shown.createdAt) }
}

/// What can be done about each of the actors, such as accepting a request.
private struct NoticeActions: View {
  let notice: Notice
  let shown: Notice.Shown

  var body: some HTML {
    for (actor, actions) in zip(shown.actors, shown.actions) where !actions.isEmpty {
      div(.class("answer")) {
        span(.id(nameID(actor)), .dir("auto")) { "@" + actor.username }
        for action in actions {
          form(.method(.post), .action(action.path)) {
            input(.type("hidden"), .name("next"), .value(NoticePath.list))
            button(.class("button"), .type("submit"), .aria("describedby", nameID(actor))) { action.label }
          }
        }
      }
    }
  }

  private func nameID(_ actor: NoticeActor) -> String { "notification-\(notice.id)-\(actor.id)" }
}

extension Notice {
  /// Rendered once for all sockets.
  var fragment: [UInt8]? { shown.map { NoticeFragment(notice: self, shown: $0).rendered() } }
}
