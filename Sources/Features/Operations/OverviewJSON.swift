import Core
import JSON
import Mail

extension Overview {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("at", at.iso8601)
      json.field("node", node)
      json.field("version", version)
      json.field("uptime_s", uptime.map { $0.components.seconds })
      json.key("people")
      json.object { json in
        json.field("total", people.total)
        json.field("banned", people.banned)
        json.field("joined_24h", people.joined)
        json.field("active_24h", people.active)
      }
      json.key("live")
      json.object { json in
        json.field("sockets", sockets)
        json.field("members", members)
        json.field("rooms", rooms)
      }
      json.key("messages")
      json.object { json in
        json.field("last_minute", messages.lastMinute)
        json.field("last_hour", messages.lastHour)
        json.field("last_24h", messages.lastDay)
      }
      json.key("care")
      json.object { json in
        json.field("open_cases", openCases)
        json.field("open_appeals", openAppeals)
      }
      machine?.writeFields(to: &json)
    }
  }
}

extension Overview.Machine {
  fileprivate func writeFields(to json: inout JSONWriter) {
    json.key("database")
    json.object { json in
      json.field("kind", databaseKind)
      json.field("bytes", databaseBytes)
      json.field("queued_writes", queuedWrites)
      json.field("commit_ms_p50", commits.median)
      json.field("commit_ms_p99", commits.slowest)
      json.field("slow_statements", slowStatements)
    }
    json.key("disk")
    json.object { json in
      json.field("free_bytes", disk?.free)
      json.field("total_bytes", disk?.total)
    }
    json.key("backup")
    json.object { json in
      json.field("last_at", backup.madeAt?.iso8601)
      json.field("bytes", backup.bytes)
      json.field("verified_at", backup.verifiedAt?.iso8601)
    }
    json.key("mail")
    json.object { json in
      json.field("configured", hasMail)
      json.field("sent_at", mail.sentAt?.iso8601)
      json.field("failed_24h", mail.failedInADay)
      json.field("last_error", mail.lastError)
    }
    json.key("jobs")
    json.array { json in
      for job in jobs {
        json.object { json in
          json.field("name", job.name)
          json.field("last_at", job.lastAt.iso8601)
          json.field("ms", job.milliseconds)
          json.field("error", job.error)
        }
      }
    }
    json.key("checks")
    json.array { json in
      for check in checks {
        json.object { json in
          json.field("name", check.name)
          json.field("state", check.state.rawValue)
          json.field("text", check.text)
          json.field("link", check.link)
        }
      }
    }
  }
}
