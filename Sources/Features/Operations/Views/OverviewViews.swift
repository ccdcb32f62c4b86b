import Accounts
import Core
import Design
import HTML
import Mail

/// `/admin`
struct OverviewPage: View {
  let overview: Overview
  let visit: Visit

  var body: some HTML {
    StaffPage("Overview", visit, styles: ["css/care.css"]) {
      if let machine = overview.machine {
        if overview.isBeginning { BeginningCard() }
        Checklist(checks: machine.checks)
      }
      Card("People") {
        Numbers([
          ("Accounts", "\(overview.people.total)"), ("Joined in 24 hours", "\(overview.people.joined)"),
          ("Active in 24 hours", "\(overview.people.active)"), ("Banned", "\(overview.people.banned)"),
          ("Online now", "\(overview.members)"), ("Rooms in use now", "\(overview.rooms)"),
          ("Open sockets", overview.sockets.map { "\($0)" }),
        ])
      }
      Card("Messages and care") {
        Numbers([
          ("Last minute", overview.messages.lastMinute.map { "\($0)" }), ("Last hour", overview.messages.lastHour.map { "\($0)" }),
          ("Last 24 hours", overview.messages.lastDay.map { "\($0)" }), ("Open cases", overview.openCases.map { "\($0)" }),
          ("Open appeals", overview.openAppeals.map { "\($0)" }),
        ])
      }
      if let machine = overview.machine { MachineCards(machine: machine) }
      p(.class("soft")) {
        "NeoSpace \(overview.version), node \(overview.node ?? "unknown")"
        if let uptime = overview.uptime { ", running for \(uptime.components.seconds / 60) minutes" }
      }
    }
  }
}

/// What a new place needs first.
private struct BeginningCard: View {
  var body: some HTML {
    Card("A new place") {
      p { "You are the first one here. Three things make it a place for others:" }
      div(.class("actions")) {
        ButtonLink("/admin/invites") { "Invite people" }
        ButtonLink(SiteSettingsPath.field("welcome")) { "Write a welcome" }
        ButtonLink("/appearance") { "Choose a look" }
      }
    }
  }
}

private struct Checklist: View {
  let checks: [Check]

  var body: some HTML {
    section(.class("card"), .aria("labelledby", "checklist")) {
      h2(.id("checklist")) { "Checklist" }
      ul(.class("rows checks")) {
        for check in checks {
          li {
            p {
              Badge(check.state.rawValue, check.state.paint)
              " "
              b { check.name }
            }
            p { check.text }
            if let link = check.link { p { a(.href(link)) { "Go there" } } }
          }
        }
      }
    }
  }
}

extension Check.State {
  fileprivate var paint: Badge.Paint {
    switch self {
    case .ok: .acid
    case .todo: .sky
    case .warn: .yellow
    case .fail: .pink
    }
  }
}

private struct MachineCards: View {
  let machine: Overview.Machine

  var body: some HTML {
    Card("Server") {
      Numbers([
        ("Database", machine.databaseKind == "sqlite" ? "SQLite" : "PostgreSQL"),
        ("Database size", machine.databaseBytes.map(DiskSpace.text)),
        ("Writes waiting", "\(machine.queuedWrites)"), ("Slow statements", "\(machine.slowStatements)"),
        ("Commits, 99 of 100 within", machine.commits.slowest.map { "\(($0 * 10).rounded() / 10) ms" }),
        ("Disk free", machine.disk.map { DiskSpace.text($0.free) }),
        ("Mail", machine.hasMail ? "set up" : "not set up"), ("Letters given up in 24 hours", "\(machine.mail.failedInADay)"),
      ])
      Moments([
        ("Newest backup", machine.backup.madeAt), ("Verified", machine.backup.verifiedAt), ("Newest letter", machine.mail.sentAt),
      ])
    }
    div(.class("actions")) { ButtonLink(FigureRoutes.path) { "The last hour in figures" } }
    Card("Jobs") {
      ul(.class("rows")) {
        for job in machine.jobs {
          li {
            p {
              b { job.name }
              ", "
              LocalMoment(job.lastAt)
              ", \(job.milliseconds) ms"
            }
            if let error = job.error { p(.class("words"), .dir("auto")) { error } }
          }
        }
      }
    }
  }
}

/// What is not known is shown as such.
private struct Numbers: View {
  let rows: [(name: String, value: String?)]

  init(_ rows: [(name: String, value: String?)]) { self.rows = rows }

  var body: some HTML {
    dl(.class("figures")) {
      for row in rows {
        div {
          dt { row.name }
          dd { row.value ?? "not known" }
        }
      }
    }
  }
}

private struct Moments: View {
  let rows: [(name: String, value: Timestamp?)]

  init(_ rows: [(name: String, value: Timestamp?)]) { self.rows = rows }

  var body: some HTML {
    dl(.class("figures")) {
      for row in rows {
        div {
          dt { row.name }
          dd { if let value = row.value { LocalMoment(value) } else { "none yet" } }
        }
      }
    }
  }
}
