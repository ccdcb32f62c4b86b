import Core
import HTML

/// What floats above a page in the frame: messages, the palette, the list of shortcuts.
struct PageExtras: View {
  let visit: Visit
  let sections: [SidebarSection]

  var body: some HTML {
    ToastRegion()
    if visit.viewer != nil {
      Palette(visit: visit, sections: sections)
      SchemeForm(visit: visit)
    }
    Shortcuts(asset: visit.site.asset)
  }
}

/// Where short messages appear: ordinary ones wait their turn to be read out, errors do not.
struct ToastRegion: View {
  var body: some HTML {
    div(.class("toasts"), .id("toasts")) {
      div(.role("status"), .aria("live", "polite"), .data("kind", "news"))
      div(.role("alert"), .aria("live", "assertive"), .data("kind", "wrong"))
    }
  }
}

/// Everything one can go to or do, in one list that a script narrows while one types.
struct Palette: View {
  let visit: Visit
  let sections: [SidebarSection]

  var body: some HTML {
    dialog(.class("dialog palette"), .id("palette"), .aria("label", "Go to")) {
      div(.class("search-field")) {
        IconView(.search, visit.site.asset)
        input(
          .type("text"), .role("combobox"), .aria("label", "Go to a room, a page or an action"), .aria("expanded", true),
          .aria("controls", "palette-list"), .aria("autocomplete", "list"), .autocomplete("off"), .spellcheck("false"),
          .placeholder("Room, page or action"))
        kbd { "Esc" }
      }
      ul(.id("palette-list"), .role("listbox"), .aria("label", "Places and actions")) {
        for section in sections where section.isListed {
          PaletteEntries(section: section)
        }
        for destination in visit.destinations() { PaletteEntry(name: destination.name, path: destination.path, kind: "page") }
        for section in sections {
          if let add = section.add { PaletteEntry(name: add.name, path: add.path, kind: "action", dialog: add.dialog) }
        }
        for section in sections {
          if let search = section.search {
            li(.role("none"), .data("search", search.path), .hidden) {
              a(.href(search.path), .role("option"), .id("palette-search"), .tabIndex(-1)) {
                search.name
                span(.class("kind")) { "search" }
              }
            }
          }
        }
        if !visit.isOff(.walls) {
          PaletteEntry(name: "Your wall", path: visit.viewer.map { Site.profilePath(of: $0.username) } ?? "/", kind: "page")
        }
        PaletteEntry(name: "Notifications", path: Site.notificationsPath, kind: "page")
        PaletteEntry(name: "Settings", path: Site.settingsPath, kind: "page")
        PaletteEntry(name: "Appearance", path: Site.appearancePath, kind: "page")
        if !visit.isOff(.tasks) { PaletteEntry(name: "New task", path: Site.newTaskPath, kind: "action") }
        if !visit.isOff(.messages) { PaletteEntry(name: "New message", path: Site.newConversationPath, kind: "action") }
        for scheme in [Appearance.Scheme.dark, .light] { PaletteScheme(scheme: scheme) }
        li(.role("none")) {
          form(.method(.post), .action(Site.signOutPath)) {
            button(.type("submit"), .role("option"), .id("palette-sign-out"), .tabIndex(-1)) {
              "Sign out"
              span(.class("kind")) { "action" }
            }
          }
        }
        li(.role("none"), .data("search", Link("search", query: ["q": ""]).text), .hidden) {
          a(.href(Site.searchPath), .role("option"), .id("palette-everything"), .tabIndex(-1)) {
            span {
              "Search for “"
              span(.data("typed"))
              "”"
            }
          }
        }
      }
      p(.class("nothing"), .hidden) { "Nothing by that name here." }
    }
  }

}

/// A section's links, and where else it leads.
struct PaletteEntries: View {
  let section: SidebarSection

  var body: some HTML {
    for entry in section.links { PaletteEntry(name: entry.name, path: entry.path, kind: section.noun) }
    for entry in section.others { PaletteEntry(name: entry.name, path: entry.path, kind: section.noun) }
  }
}

struct PaletteEntry: View {
  let name: String
  let path: String
  let kind: String
  /// What it opens on pages that have it.
  var dialog: String?

  var body: some HTML {
    li(.role("none"), .data("kind", kind)) {
      a(.href(path), .role("option"), .id("palette-" + path), .tabIndex(-1), .with(dialog) { .data("opens", $0) }) {
        name
        span(.class("kind")) { kind }
      }
    }
  }
}

/// Light or dark, in one press.
struct PaletteScheme: View {
  let scheme: Appearance.Scheme

  var body: some HTML {
    li(.role("none")) {
      button(
        .type("submit"), .form(SchemeForm.id), .name("scheme"), .value(scheme.rawValue), .role("option"),
        .id("palette-\(scheme.rawValue)"), .tabIndex(-1)
      ) {
        scheme == .dark ? "Dark" : "Light"
        span(.class("kind")) { "action" }
      }
    }
  }
}

/// What the palette's buttons for light and dark send.
struct SchemeForm: View {
  static let id = "scheme-form"

  let visit: Visit

  var body: some HTML {
    form(.id(Self.id), .method(.post), .action(Site.appearancePath), .hidden) {
      input(.type("hidden"), .name("theme"), .value(visit.appearance.theme == .dark ? "default" : visit.appearance.theme.rawValue))
      input(.type("hidden"), .name("next"), .value(visit.path))
    }
  }
}

struct Shortcuts: View {
  private static let all: [(keys: [String], effect: String)] = [
    (["/"], "Go to a room, a page or an action"),
    (["Ctrl", "K"], "The same, also while writing"),
    (["Alt", "↑"], "Previous room"),
    (["Alt", "↓"], "Next room"),
    (["Alt", "Shift", "↓"], "Next room with something unread"),
    (["R"], "Reply to the message in focus"),
    (["E"], "Edit it"),
    (["+"], "React to it"),
    (["Enter"], "Send what you wrote"),
    (["Shift", "Enter"], "New line"),
    (["↑"], "In an empty message: edit your last one"),
    (["Ctrl", "Z"], "On the task page: bring back what you deleted"),
    (["Esc"], "Close, or stop editing"),
    (["?"], "This list"),
  ]

  let asset: AssetPath

  var body: some HTML {
    Dialog(id: "shortcuts", "Shortcuts", asset) {
      dl(.class("shortcuts")) {
        for shortcut in Self.all {
          dt {
            for key in shortcut.keys { kbd { key } }
          }
          dd { shortcut.effect }
        }
      }
    }
  }
}
