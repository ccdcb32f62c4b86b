import Accounts
import Core
import Design
import HTML
import Media
import Relations

/// `/admin/reports/{id}`
struct CasePage: View {
  let file: CaseFile
  let media: [ShownMedia]
  let viewer: Member
  let error: AppError?
  /// A note that was typed.
  let note: String
  let requestID: String
  let visit: Visit

  private var record: Case { file.listed.record }

  var body: some HTML {
    StaffPage(file.listed.name, visit, styles: ["css/care.css"]) {
      FormErrors(error, labels: ["text": "Note"])
      Card {
        p { CaseBadges(one: file.listed) }
        p(.class("soft")) {
          record.reportCount == 1 ? "1 report" : "\(record.reportCount) reports"
          if let user = record.user { ", about @\(user.username)" }
          if let holder = file.listed.holder { ", claimed by @\(holder)" }
        }
        div(.class("actions")) {
          if let link = file.listed.thing?.link { ButtonLink(link) { "Look at it" } }
          if record.isOpen { ClaimForms(file: file, viewer: viewer) }
        }
      }
      SnapshotCard(file: file)
      if !media.isEmpty { MediaCard(record: record.id, files: media) }
      ReportsCard(reports: file.reports)
      NotesCard(file: file, note: note, error: error, requestID: requestID)
      HistoryCard(history: file.history)
      if !file.actions.isEmpty {
        Card("Actions") {
          ul(.class("rows")) {
            for action in file.actions {
              li { ActionSummary(action: action, now: action.createdAt, link: CarePath.action(action.id), namesStaff: true) }
            }
          }
        }
      }
      if record.isOpen {
        Card("Act") { ActFields(state: ActForm(record: record.id.description), path: CarePath.ask) }
        Card("Dismiss") {
          p { "Close the case without doing anything. Who reported it is told that a moderator has looked at it." }
          form(.method(.post), .action(CarePath.record(record.id, "dismiss"))) { Button { "Dismiss" } }
        }
      }
    }
  }
}

private struct ClaimForms: View {
  let file: CaseFile
  let viewer: Member

  var body: some HTML {
    let id = file.listed.record.id
    if let holder = file.listed.holder {
      if holder == viewer.username {
        form(.method(.post), .action(CarePath.record(id, "release"))) { Button { "Release" } }
      } else {
        form(.method(.post), .action(CarePath.record(id, "claim"))) { Button(name: "take_over", value: "true") { "Take over" } }
      }
    } else {
      form(.method(.post), .action(CarePath.record(id, "claim"))) { Button(.primary) { "Claim" } }
    }
  }
}

/// What the thing showed when it was reported, whether it shows it still or not.
private struct MediaCard: View {
  let record: CaseID
  let files: [ShownMedia]

  var body: some HTML {
    Card("Pictures and sounds") {
      ul(.class("evidence")) {
        for (index, file) in files.enumerated() {
          li {
            switch file.kind {
            case .image:
              a(.href(CarePath.media(file.id, .image1280, of: record))) {
                img(
                  .src(CarePath.media(file.id, .image640, of: record)), .alt("Picture \(index + 1)"), .with(file.width) { .width($0) },
                  .with(file.height) { .height($0) }, .loading("lazy"))
              }
            case .audio:
              audio(.controls, .preload("none"), .src(CarePath.media(file.id, .audio, of: record)), .aria("label", "Sound \(index + 1)"))
            }
          }
        }
      }
    }
  }
}

/// What was reported, as it was at that time, and as it is now if that is something else.
private struct SnapshotCard: View {
  let file: CaseFile

  var body: some HTML {
    Card("Snapshot") {
      for snapshot in file.snapshots {
        let moment = Moment(snapshot.takenAt)
        p(.class("soft")) {
          "As it was "
          time(.datetime(moment.iso8601)) { "\(moment.day) \(moment.time)" }
        }
        if let text = snapshot.text { SourceText(text: text) } else { p { "This text has been erased." } }
      }
      if file.snapshots.isEmpty { p { "No text was kept." } }
      if let current = file.listed.thing?.text {
        if !current.utf8.elementsEqual((file.snapshots.last?.text ?? "").utf8) {
          p(.class("soft")) { "As it is now" }
          SourceText(text: current)
        }
      } else {
        p { "It is gone now." }
      }
    }
  }
}

private struct ReportsCard: View {
  let reports: [CaseFile.Filed]

  var body: some HTML {
    Card("Reports") {
      ul(.class("rows")) {
        for report in reports {
          let moment = Moment(report.createdAt)
          li {
            div {
              p {
                b { report.by.map { "@\($0.username)" } ?? "Somebody who left" }
                Badge(report.reason.label, .yellow)
              }
              if !report.note.isEmpty { p(.class("words"), .dir("auto")) { report.note } }
              p(.class("soft")) { time(.datetime(moment.iso8601)) { "\(moment.day) \(moment.time)" } }
            }
          }
        }
      }
    }
  }
}

/// What staff wrote to each other.
private struct NotesCard: View {
  let file: CaseFile
  let note: String
  let error: AppError?
  let requestID: String

  var body: some HTML {
    Card("Notes") {
      ul(.class("rows")) {
        for note in file.notes {
          let moment = Moment(note.createdAt)
          li {
            div {
              p(.class("words"), .dir("auto")) { note.text }
              p(.class("soft")) {
                "\(note.by.map { "@\($0.username)" } ?? "Somebody who left"), "
                time(.datetime(moment.iso8601)) { "\(moment.day) \(moment.time)" }
              }
            }
          }
        }
      }
      form(.class("form"), .method(.post), .action(CarePath.record(file.listed.record.id, "notes"))) {
        input(.type("hidden"), .name("request_id"), .value(requestID))
        Field(
          "Note", name: "text", .lines(3), value: note, help: "Only staff read notes.", error: error?.details["text"],
          limit: .characters(CaseNote.lengths.upperBound))
        div(.class("actions")) { Button { "Add note" } }
      }
    }
  }
}

private struct HistoryCard: View {
  let history: StandingHistory

  var body: some HTML {
    Card("History") {
      dl(.class("figures")) {
        for (name, count) in [
          ("Other reports", history.reportsAgainst), ("Warnings", history.warn), ("Removals", history.remove), ("Mutes", history.mute),
          ("Bans", history.ban),
        ] {
          div {
            dt { name }
            dd { count }
          }
        }
      }
    }
  }
}
