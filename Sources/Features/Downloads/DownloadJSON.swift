import Core
import JSON

extension ReleaseStanding {
  /// The object `release` of the member's place `me`.
  var object: PlaceObject {
    PlaceObject("release", Self.id, sequence: sequence, html: badge) { json in
      json.field("terms_agreed_at", termsAgreedAt?.iso8601)
      json.field("has_downloaded", hasDownloaded)
      json.field("last_download_at", lastDownloadAt?.iso8601)
      json.field("has_waiting_key", hasWaitingKey)
      json.key("review")
      if let review { review.write(to: &json) } else { json.null() }
    }
  }

  /// There is one release.
  static let id: Int64 = 1
}

extension Dashboard {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("id", member.id.rawValue)
      json.field("name", member.displayName)
      json.field("email", member.email)
      json.field("github_id", githubID)
      json.field("has_downloaded", standing.hasDownloaded)
      json.field("has_agreed_terms", standing.termsAgreedAt != nil)
    }
  }
}

extension DownloadTicket {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("download_token", token.text)
      json.field("expires_in", expiresIn)
    }
  }
}

extension Review {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("id", id.rawValue)
      json.field("user_id", author.rawValue)
      json.field("project_link", projectLink)
      json.field("review_text", text)
      json.field("submitted_at", submittedAt.iso8601)
    }
  }
}

extension ReleaseKey {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("id", id.rawValue)
      json.field("key_value", value.text)
      json.field("used", isUsed)
      json.field("created_at", createdAt.iso8601)
      json.field("used_at", usedAt?.iso8601)
      json.field("used_by", usedBy)
    }
  }
}

extension KeySlice {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("total", totals.total)
      json.field("used", totals.used)
      json.field("unused", totals.unused)
      json.key("keys")
      json.array { json in for key in keys { key.write(to: &json) } }
    }
  }
}

/// Keys as rows of a table that spreadsheets open (RFC 4180).
enum KeyTable {
  static let head = Array("key_value,used,created_at,used_at,used_by\r\n".utf8)

  static func rows(_ keys: [ReleaseKey]) -> [UInt8] {
    keys.flatMap { key in
      let cells = [
        key.value.text, key.isUsed ? "yes" : "no", key.createdAt.iso8601, key.usedAt?.iso8601 ?? "", key.usedBy.map(cell) ?? "",
      ]
      return Array((cells.joined(separator: ",") + "\r\n").utf8)
    }
  }

  /// Quoted. A leading apostrophe keeps spreadsheets from reading a member's address as a formula.
  private static func cell(_ text: String) -> String {
    let isFormula = text.first.map { "=+-@\t\r".contains($0) } ?? false
    return "\"" + (isFormula ? "'" : "") + text.replacing("\"", with: "\"\"") + "\""
  }
}
