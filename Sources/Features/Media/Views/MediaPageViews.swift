import Core
import Design
import HTML

/// `/settings/media`.
struct MediaPage: View {
  enum State {
    case first, later, deleted
    /// The one file that is shown could not be deleted.
    case refused(AppError)
  }

  let shelf: MediaShelf
  let state: State
  let visit: Visit

  var body: some HTML {
    ShellPage("Files", visit, mainClass: "settings", styles: ["css/settings.css"]) {
      header(.class("page-head")) { h1 { "Files" } }
      SettingsTabs(visit, current: Site.mediaSettingsPath)
      if case .deleted = state { p(.class("saved"), .role("status")) { "Deleted" } }
      if case .refused(let error) = state { FormErrors(error) }
      UsedSpace(used: shelf.list.used, quota: shelf.list.quota)
      if shelf.list.items.isEmpty {
        EmptyState("No files yet", "Pictures and sounds that you put on your wall or into rooms are listed here.") {
          ButtonLink(Site.profileSettingsPath, .primary) { "Choose a picture of you" }
        }
      } else {
        ul(.class("rows card files"), .aria("label", "Your files")) {
          for item in shelf.list.items { FileRow(item: item, uses: shelf.uses[item.id] ?? []) }
        }
      }
      if let next = shelf.list.next { p(.class("actions")) { ButtonLink(MediaPath.more(before: next)) { "More" } } }
      if isPart { p { a(.href(Site.mediaSettingsPath)) { "All your files" } } }
    }
  }

  /// Whether there are files that stand before these.
  private var isPart: Bool {
    switch state {
    case .first, .deleted: false
    case .later, .refused: true
    }
  }
}

private struct UsedSpace: View {
  let used: Int64
  let quota: Int64

  var body: some HTML {
    div(.class("space")) {
      p(.id("space")) { "\((used + (1 << 20) - 1) >> 20) of \(quota >> 20) MiB used" }
      progress(.max("\(quota)"), .value("\(min(used, quota))"), .aria("labelledby", "space"))
    }
  }
}

private struct FileRow: View {
  let item: MediaItem
  let uses: [MediaUse]

  var body: some HTML {
    li(.id("file-\(item.id)"), .data("media", item.id.rawValue)) {
      if item.kind == .image {
        img(
          .src(item.shown.url(.image320)), .alt(""), .with(item.shown.width) { .width($0) }, .with(item.shown.height) { .height($0) },
          .loading("lazy"))
      }
      div {
        if item.kind == .audio { PlayableSound(item.shown, title: facts) }
        p(.id("facts-\(item.id)")) {
          facts
          " · "
          time(.datetime(moment.iso8601)) { moment.day }
        }
        if uses.isEmpty {
          p(.class("soft")) { "Not used. It is deleted by itself seven days after it was last used." }
        } else {
          p(.class("soft")) {
            "Used in "
            for (index, use) in uses.prefix(MediaShelf.mostUses).enumerated() {
              if index > 0 { ", " }
              a(.href(use.link)) { use.label }
            }
            if uses.count > MediaShelf.mostUses { " and more" }
          }
        }
      }
      form(.method(.post), .action(MediaPath.delete(item.id))) {
        button(.class("button"), .type("submit"), .aria("describedby", "facts-\(item.id)")) { "Delete" }
      }
    }
  }

  private var moment: Moment { Moment(item.shown.createdAt) }

  private var facts: String {
    let weight = "\((item.bytes + 1_023) / 1_024) KiB"
    let shown = item.shown
    if let width = shown.width, let height = shown.height { return "Picture, \(width) × \(height), \(weight)" }
    let seconds = ((shown.milliseconds ?? 0) + 500) / 1_000
    return "Sound, \(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60), \(weight)"
  }
}
