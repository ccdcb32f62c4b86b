import Core
import Design
import HTML
import Relations

/// `/feed`. It reads and works without a script; the script only says that there is more.
struct FeedView: View {
  /// Nil when the filter was refused.
  let page: FeedPage?
  let filter: TypedFilter
  /// Whose entries can be chosen.
  let followed: [Person]
  /// Whether the page begins with the newest entry.
  let isNewest: Bool
  let error: AppError?
  let visit: Visit

  var body: some HTML {
    ShellPage(
      "Feed", visit, mainClass: "settings feeding",
      styles: ["css/settings.css", "css/wall.css", "css/feed.css", "css/codeground.css", "css/runner.css"],
      modules: ["js/feed.js", "js/runner.js"]
    ) {
      header(.class("page-head")) { h1 { "Feed" } }
      FormErrors(error, labels: FilterForm.labels)
      FilterForm(filter: filter, followed: followed, problems: error?.details ?? [:])
      p(.class("feed-news"), .role("status"), .data("kind", filter.kind), .data("person", filter.person)) {
        a(.href(filter.path()), .hidden) { "" }
      }
      if let page {
        if page.entries.isEmpty { nothing } else { FeedEntries(entries: page.entries) }
        if let next = page.next {
          nav(.class("pager"), .aria("label", "Pages")) {
            a(.class("button"), .href(filter.path(before: next)), .rel("next")) { "Older" }
          }
        }
      }
    }
  }

  @HTMLBuilder private var nothing: some HTML {
    if isNewest {
      EmptyState("Nothing here yet", "Follow people, and what they add to their walls is here.") {
        ButtonLink(RelationPath.directory) { "Find people" }
      }
    } else {
      EmptyState("Nothing older", "This is where the feed begins.") { ButtonLink(filter.path()) { "Newest" } }
    }
  }
}

private struct FilterForm: View {
  static let labels: KeyValuePairs = ["kind": "Kind", "person": "Person", "before": "Older", "limit": "Entries on a page"]
  private static let kinds =
    [Field.Option("", "Everything")] + SubjectName.inFeeds.map { Field.Option($0.rawValue, $0.label) }

  let filter: TypedFilter
  let followed: [Person]
  let problems: [String: String]

  var body: some HTML {
    form(.class("card form row"), .method(.get), .action(FeedPath.feed)) {
      Field("Kind", name: "kind", .choice(Self.kinds), value: filter.kind, error: problems["kind"])
      Field("Person", name: "person", .choice(people), value: filter.person, error: problems["person"])
      button(.class("button"), .type("submit")) { "Filter" }
    }
  }

  private var people: [Field.Option] {
    [Field.Option("", "Everybody")] + followed.map { Field.Option($0.username, "\($0.displayName) @\($0.username)") }
  }
}

private struct FeedEntries: View {
  let entries: [FeedEntry]

  var body: some HTML {
    div(.class("feed-entries"), .role("feed"), .aria("label", "Entries")) {
      for entry in entries { EntryView(entry: entry) }
    }
  }
}

private struct EntryView: View {
  let entry: FeedEntry

  var body: some HTML {
    article(.class("feed-entry"), .aria("labelledby", "entry-\(entry.id)"), .tabIndex(0)) {
      header {
        Avatar(entry.author.id, name: entry.author.displayName, color: entry.author.color)
        div {
          h2(.id("entry-\(entry.id)"), .dir("auto")) { a(.href(entry.link)) { entry.title } }
          p(.class("soft")) {
            a(.href(Site.profilePath(of: entry.author.username)), .dir("auto")) { entry.author.displayName }
            " · "
            time(.datetime(moment.iso8601)) { "\(moment.day) \(moment.time)" }
          }
        }
        Badge(entry.kind.label, .plain)
      }
      RawHTML(entry.html)
    }
  }

  private var moment: Moment { Moment(entry.createdAt) }
}

extension SubjectName {
  fileprivate var label: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
}
