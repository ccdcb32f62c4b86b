import Core
import Design
import HTML

/// `/notifications`.
struct NoticeListPage: View {
  let page: NoticePage
  let head: PlaceHead
  let isFirst: Bool
  let visit: Visit

  var body: some HTML {
    ShellPage(
      "Notifications", visit, mainClass: "settings", styles: ["css/settings.css", "css/notices.css"], modules: ["js/notices.js"]
    ) {
      header(.class("page-head")) {
        h1 { "Notifications" }
        div(.class("actions")) {
          form(
            .id("read-all"), .method(.post), .action(NoticePath.read), .hidden(page.unread == 0 || page.notices.isEmpty)
          ) {
            input(.type("hidden"), .name("up_to"), .value(String(newest)))
            Button { "Mark all as read" }
          }
          ButtonLink(NoticePath.settings, .quiet) { "Settings" }
        }
      }
      section(
        .class("notice-region"), .data("place", "me"), .data("epoch", head.epoch), .data("seq", head.sequence),
        .data("first", isFirst ? "true" : "false")
      ) {
        ul(.class("rows card notices"), .aria("label", "Notifications"), .data("objects", "notification")) {
          for notice in page.notices {
            if let shown = notice.shown { NoticeFragment(notice: notice, shown: shown) }
          }
        }
        div(.class("nothing")) {
          if isFirst {
            EmptyState("All quiet", "What others do with you and your things is told here.") {}
          } else {
            EmptyState("Nothing older", "The list ends here.") { ButtonLink(NoticePath.list) { "To the newest" } }
          }
        }
      }
      if let next = page.next {
        nav(.class("pager"), .aria("label", "Pages")) {
          a(.class("button"), .href(NoticePath.list(before: next)), .rel("next")) { "Older" }
        }
      }
    }
  }

  private var newest: Int64 { page.notices.first?.last ?? 0 }
}
