import Core
import Design
import HTML

/// `/@{username}/modules/{id}`: what can be done with a module, for those without a script.
struct ModuleActionsPage: View {
  let module: WallModule
  let visit: Visit

  var body: some HTML {
    ShellPage("Module", visit, mainClass: "settings", styles: ["css/settings.css", "css/wall.css"]) {
      header(.class("page-head")) { h1 { "Module" } }
      div(.class("wall")) {
        div(.class("preview"), .aria("label", "Preview"), .role("region")) { ModuleFragment(module: module) }
      }
      div(.class("actions")) {
        if visit.viewer?.id == module.owner {
          ButtonLink(WallPath.act(.edit, module.id, on: module.ownerName)) { "Edit" }
          form(.class("actions"), .method(.post), .action(WallPath.act(.move, module.id, on: module.ownerName))) {
            Button(name: "to", value: "up") { "Move up" }
            Button(name: "to", value: "down") { "Move down" }
          }
        }
        form(.method(.post), .action(WallPath.act(.remove, module.id, on: module.ownerName))) { Button(.danger) { "Remove" } }
        ButtonLink(WallPath.module(module.id, on: module.ownerName), .quiet) { "Back to the wall" }
      }
    }
  }
}

/// `/@{username}/removed`: modules that can still be brought back.
struct RemovedModulesPage: View {
  let modules: [WallModule]
  let username: String
  /// The one that has just been removed, for a way to undo it.
  let latest: ModuleID?
  let problem: AppError?
  let visit: Visit

  var body: some HTML {
    ShellPage("Removed modules", visit, mainClass: "settings", styles: ["css/settings.css", "css/wall.css"]) {
      header(.class("page-head")) {
        h1 { "Removed modules" }
        ButtonLink(WallPath.wall(username)) { "Back to the wall" }
      }
      FormErrors(problem)
      if let latest, modules.contains(where: { $0.id == latest }) {
        p(.class("saved"), .role("status")) { "The module is removed. You can restore it for 30 days." }
      }
      if modules.isEmpty {
        EmptyState("Nothing to bring back", "Modules that you remove stay here for 30 days.") {
          ButtonLink(WallPath.wall(username)) { "To your wall" }
        }
      } else {
        ul(.class("rows card"), .aria("label", "Removed modules")) {
          for module in modules { RemovedModule(module: module) }
        }
      }
    }
  }
}

private struct RemovedModule: View {
  let module: WallModule

  var body: some HTML {
    li {
      div {
        p(.dir("auto")) { "\(module.kind.label): \(module.summary)" }
        if let removedAt = module.removedAt {
          let moment = Moment(removedAt)
          p(.class("soft")) {
            "Removed "
            time(.datetime(moment.iso8601)) { "\(moment.day) \(moment.time)" }
          }
        }
      }
      form(.method(.post), .action(WallPath.act(.restore, module.id, on: module.ownerName))) {
        button(.class("button"), .type("submit"), .aria("label", "Restore: \(module.summary)")) { "Restore" }
      }
    }
  }
}

extension WallModule {
  /// A few words by which its owner knows it again.
  var summary: String {
    switch content {
    case .text:
      let line = readableText.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
      let words = String(String.UnicodeScalarView(line.unicodeScalars.prefix(80)))
      return words.unicodeScalars.count < line.unicodeScalars.count ? words + "…" : words
    case .link(let link): return link.title ?? link.host
    case .guestbook: return "with all its entries"
    case .friends: return "people you follow"
    case .script(let work): return work.text
    case .song(let song): return song.label
    case .html(let frame): return frame.title
    case .image(let picture): return picture.alt.isEmpty ? "a picture" : picture.alt
    case .gallery(let pictures): return "\(pictures.count) pictures"
    case .audio(let sound), .voiceNote(let sound): return sound.title
    }
  }
}
