import Core
import Design
import HTML

/// What the page of the account says of archives.
enum PortabilitySection {
  static let anchor = "#archives"

  static func section(_ newest: Import?, limit: Int64) -> SettingsSection {
    SettingsSection(modules: ["js/import.js"]) {
      ExportCard()
      ImportCard(newest: newest, limit: limit, error: nil)
    }
  }
}

private struct ExportCard: View {
  var body: some HTML {
    Card("Your data") {
      p { "Everything that is kept about you and everything you made, in one ZIP archive: to read, to keep, or to take to another place." }
      div(.class("actions")) { ButtonLink(PortabilityPath.export) { "Export" } }
    }
  }
}

private struct ImportCard: View {
  let newest: Import?
  let limit: Int64
  let error: AppError?

  var body: some HTML {
    section(.class("card"), .id("archives")) {
      h2 { "Import an archive" }
      p {
        "Bring the archive that another place made of you. Your name, profile, modules, files, tasks and scripts become your own here. The "
        "rest is kept as it is, and is in your next export again."
      }
      form(.class("form"), .method(.post), .action(PortabilityPath.take), .enctype("multipart/form-data")) {
        div(.class("field")) {
          div(.class("name")) { label(.htmlFor(Field.id(of: "archive"))) { "Archive" } }
          p(.class("help"), .id("help-archive")) { "A ZIP file of at most \(limit >> 20) MiB." }
          input(
            .class("input"), .id(Field.id(of: "archive")), .name("archive"), .type("file"), .accept(".zip,application/zip"),
            .required(true),
            .aria("describedby", problem == nil ? "help-archive" : "help-archive error-archive"))
          if let problem { p(.class("error"), .id("error-archive")) { problem } }
        }
        div(.class("actions")) { Button { "Import" } }
      }
      if let newest { ImportOutcome(one: newest) }
    }
  }

  private var problem: String? { error.map { $0.details["archive"] ?? $0.message } }
}

/// How far an import is, and what became of each part.
struct ImportOutcome: View {
  let one: Import

  var body: some HTML {
    div(
      .id("import"), .class("import"), .data("state", one.state.rawValue),
      .when(one.isUnfinished, .data("link", PortabilityPath.item(one.id)))
    ) {
      p(.role("status")) { said }
      if one.isUnfinished {
        progress(.max("\(max(one.parts.count, 1))"), .value("\(one.part)"), .aria("label", "Parts taken in"))
        p { a(.href(PortabilityPath.item(one.id))) { "Look again" } }
      }
      if !one.parts.isEmpty {
        div(.class("outcome"), .tabIndex(0), .role("region"), .aria("label", "What became of each part")) {
          table {
            thead {
              tr {
                for name in ["Part", "Created", "There already", "Refused", "Kept as it is"] { th(.scope("col")) { name } }
              }
            }
            tbody { for part in one.parts { ImportPartRow(part: part) } }
          }
        }
        for part in one.parts where !part.refused.isEmpty { RefusedItems(part: part) }
      }
    }
  }

  private var said: String {
    switch one.state {
    case .waiting: "Your archive waits for its turn."
    case .running: one.part < one.parts.count ? "Taking in \(one.parts[one.part].name)." : "Taking in your archive."
    case .done: "Your archive was taken in."
    case .failed: "Your archive could not be taken in: \(one.error ?? "something went wrong")"
    }
  }
}

private struct ImportPartRow: View {
  let part: Import.Part

  var body: some HTML {
    tr {
      th(.scope("row")) { part.name }
      td { part.created }
      td { part.skipped }
      td { part.refused.count }
      td { part.carried ? "yes" : "no" }
    }
  }
}

private struct RefusedItems: View {
  /// How many are shown.
  private static let most = 20

  let part: Import.Part

  var body: some HTML {
    details {
      summary { "Refused in \(part.name)" }
      ul {
        for refusal in part.refused.prefix(Self.most) {
          li {
            code { refusal.path }
            " "
            refusal.why
          }
        }
        if part.refused.count > Self.most { li { "and \(part.refused.count - Self.most) more" } }
      }
    }
  }
}

/// `/settings/import`: the form by itself, as it is shown again when it is refused.
struct ImportFormPage: View {
  let newest: Import?
  let limit: Int64
  let error: AppError?
  let visit: Visit

  var body: some HTML {
    ShellPage("Import", visit, mainClass: "settings", styles: ["css/settings.css"], modules: ["js/import.js"]) {
      header(.class("page-head")) { h1 { "Import" } }
      SettingsTabs(visit, current: Site.settingsPath)
      FormErrors(error, labels: ["archive": "Archive"])
      ImportCard(newest: newest, limit: limit, error: error)
    }
  }
}

/// `/settings/imports/{id}`
struct ImportOutcomePage: View {
  let one: Import
  let visit: Visit

  var body: some HTML {
    ShellPage("Import", visit, mainClass: "settings", styles: ["css/settings.css"], modules: ["js/import.js"]) {
      header(.class("page-head")) { h1 { "Import" } }
      SettingsTabs(visit, current: Site.settingsPath)
      Card { ImportOutcome(one: one) }
    }
  }
}
