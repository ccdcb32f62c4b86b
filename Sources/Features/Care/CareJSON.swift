import Core
import JSON
import Relations

extension Report {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("id", id.rawValue)
      json.field("kind", kind)
      json.field("target_id", targetID)
      json.field("reason", reason.rawValue)
      json.field("note", note)
      json.field("status", status)
      json.field("outcome", outcome?.rawValue)
      json.field("created_at", createdAt.iso8601)
      json.field("closed_at", closedAt?.iso8601)
    }
  }
}

extension ReportSlice {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.key("reports")
      json.array { json in for report in reports { report.write(to: &json) } }
      json.field("next", next?.rawValue)
    }
  }
}

extension ListedCase {
  func write(to json: inout JSONWriter) { json.object { writeFields(to: &$0) } }

  func writeFields(to json: inout JSONWriter) {
    json.field("id", record.id.rawValue)
    json.field("kind", record.kind)
    json.field("target_id", targetID)
    json.field("link", thing?.link)
    json.key("user")
    json.person(record.user)
    json.field("status", record.isOpen ? "open" : "closed")
    json.field("outcome", record.outcome?.rawValue)
    json.key("reasons")
    json.array { json in for reason in ReportReason.all(in: record.reasons) { json.string(reason.rawValue) } }
    json.field("report_count", record.reportCount)
    json.field("urgent", record.isUrgent)
    json.field("claimed_by", holder)
    json.field("created_at", record.createdAt.iso8601)
    json.field("updated_at", record.updatedAt.iso8601)
  }

  /// The data of `case_changed` for one of the staff.
  func changed(open: Int) -> [UInt8] {
    var json = JSONWriter(capacity: 512)
    json.object { json in
      json.key("case")
      write(to: &json)
      json.field("open", open)
    }
    return json.bytes
  }
}

extension CaseSlice {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("open", open)
      json.key("cases")
      json.array { json in for one in cases { one.write(to: &json) } }
      switch next {
      case .position(let position): json.field("next", position)
      case .closed: json.field("next", next?.text)
      case nil: json.field("next", nil as Int64?)
      }
    }
  }
}

extension CaseFile {
  func write(to json: inout JSONWriter) {
    json.object { json in
      listed.writeFields(to: &json)
      json.key("snapshots")
      json.array { json in
        for snapshot in snapshots {
          json.object { json in
            json.field("taken_at", snapshot.takenAt.iso8601)
            json.field("text", snapshot.text)
          }
        }
      }
      json.field("current", listed.thing?.text)
      json.key("reports")
      json.array { json in for report in reports { report.write(to: &json) } }
      json.key("notes")
      json.array { json in for note in notes { note.write(to: &json) } }
      json.key("actions")
      json.array { json in for action in actions { action.write(to: &json) } }
      json.key("history")
      json.object { json in
        json.field("reports_against", history.reportsAgainst)
        json.field("warn", history.warn)
        json.field("remove", history.remove)
        json.field("mute", history.mute)
        json.field("ban", history.ban)
      }
    }
  }
}

extension CaseFile.Filed {
  fileprivate func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("id", id.rawValue)
      json.key("by")
      json.person(by)
      json.field("reason", reason.rawValue)
      json.field("note", note)
      json.field("created_at", createdAt.iso8601)
    }
  }
}

extension CaseFile.Note {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("id", id)
      json.key("by")
      json.person(by)
      json.field("text", text)
      json.field("created_at", createdAt.iso8601)
    }
  }
}

extension JSONWriter {
  /// `user`, null for somebody who left.
  mutating func person(_ person: Person?) {
    if let person { person.write(to: &self) } else { null() }
  }
}

extension Action {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("id", id.rawValue)
      json.field("action", kind.rawValue)
      json.key("user")
      json.person(user)
      json.field("by", by)
      json.field("reason", reason.rawValue)
      json.field("message", message)
      json.field("log_note", logNote)
      writeTarget(to: &json)
      json.field("case", record?.rawValue)
      json.field("minutes", minutes)
      json.field("ends_at", endsAt?.iso8601)
      json.field("content", content)
      json.field("created_at", createdAt.iso8601)
      json.field("undone_at", undoneAt?.iso8601)
      json.field("undone_by", undoneBy)
      writeAppeal(to: &json)
    }
  }

  /// As the member it concerns sees it: without who of the staff it was.
  func writeStanding(to json: inout JSONWriter) {
    json.object { json in
      json.field("id", id.rawValue)
      json.field("action", kind.rawValue)
      json.field("reason", reason.rawValue)
      json.field("message", message)
      writeTarget(to: &json)
      json.field("ends_at", endsAt?.iso8601)
      json.field("created_at", createdAt.iso8601)
      json.field("undone_at", undoneAt?.iso8601)
      writeAppeal(to: &json)
    }
  }

  private func writeAppeal(to json: inout JSONWriter) {
    json.key("appeal")
    if let appeal { appeal.write(to: &json) } else { json.null() }
  }

  private func writeTarget(to json: inout JSONWriter) {
    json.key("target")
    guard let target else { return json.null() }
    json.object { json in
      json.field("kind", target.kind)
      json.field("id", target.id)
    }
  }
}

extension ActionSlice {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.key("actions")
      json.array { json in for action in actions { action.write(to: &json) } }
      json.field("next", next?.rawValue)
    }
  }
}

extension Appeal {
  func write(to json: inout JSONWriter) { json.object { writeFields(to: &$0) } }

  fileprivate func writeFields(to json: inout JSONWriter) {
    json.field("id", id.rawValue)
    json.field("action_id", action.rawValue)
    json.field("text", text)
    json.field("status", status.rawValue)
    json.field("answer", answer)
    json.field("created_at", createdAt.iso8601)
    json.field("decided_at", decidedAt?.iso8601)
  }
}

extension AppealSlice {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.key("appeals")
      json.array { json in
        for action in actions {
          json.object { json in
            action.appeal?.writeFields(to: &json)
            json.key("action")
            action.write(to: &json)
          }
        }
      }
      json.field("next", next?.rawValue)
    }
  }
}
