import Foundation

/// A letter in plain text, or in plain text and HTML, as RFC 5322 and MIME write it.
public struct MailMessage: Sendable {
  /// Bare addresses: no name, no angle brackets.
  public var from: String
  public var to: String
  public var subject: String
  /// Lines end with LF.
  public var text: String
  /// The same as an HTML document; nil for a letter in plain text alone.
  public var html: String?
  /// An absolute address to which mail programs post to end such letters (RFC 8058).
  public var unsubscribe: String?
  /// Seconds since 1970, UTC.
  public var date: Int64
  /// What is before the `@` of the Message-ID: unique, of letters and digits.
  public var id: String

  public init(
    from: String, to: String, subject: String, text: String, html: String? = nil, unsubscribe: String? = nil, date: Int64, id: String
  ) {
    self.from = from
    self.to = to
    self.subject = subject
    self.text = text
    self.html = html
    self.unsubscribe = unsubscribe
    self.date = date
    self.id = id
  }

  /// The whole letter. Throws `unusable` for an address or id that could add a header or a recipient.
  func encoded() throws(TransferError) -> [UInt8] {
    let host = from.split(separator: "@").last.map(String.init) ?? "localhost"
    let parts = [from, to, id, host] + [unsubscribe].compactMap { $0 }
    for part in parts where part.isEmpty || part.unicodeScalars.contains(where: Self.isUnsafe) {
      throw .unusable("an address that cannot stand in a header")
    }
    var head = [
      "From: <\(from)>", "To: <\(to)>", "Subject: \(Self.word(subject))", "Date: \(Self.date(date))", "Message-ID: <\(id)@\(host)>",
      // Keeps holiday notices from answering.
      "Auto-Submitted: auto-generated", "MIME-Version: 1.0",
    ]
    if let unsubscribe { head += ["List-Unsubscribe: <\(unsubscribe)>", "List-Unsubscribe-Post: List-Unsubscribe=One-Click"] }
    return Array((head + body).joined(separator: "\r\n").utf8)
  }

  /// The rest of the head, an empty line, and what follows.
  private var body: [String] {
    guard let html else { return Self.part("text/plain", text) }
    // Base64 has no hyphen, so no line of a part begins like the boundary.
    return ["Content-Type: multipart/alternative; boundary=\"--\(id)\"", "", "----\(id)"] + Self.part("text/plain", text)
      + ["----\(id)"] + Self.part("text/html", html) + ["----\(id)--", ""]
  }

  private static func part(_ type: String, _ text: String) -> [String] {
    [
      "Content-Type: \(type); charset=utf-8", "Content-Transfer-Encoding: base64", "",
      base64(text.replacingOccurrences(of: "\n", with: "\r\n")),
    ]
  }

  private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value <= 0x20 || scalar.value == 0x7F || ["<", ">", ",", ";", "\"", "(", ")", "\\"].contains(scalar)
  }

  /// As it is in ASCII, otherwise an encoded word (RFC 2047) for every few characters.
  private static func word(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
    var words: [String] = []
    var piece = ""
    for character in text where character != "\r\n" && !character.isNewline {
      if (piece + String(character)).utf8.count > 42 {
        words.append(piece)
        piece = ""
      }
      piece.append(character)
    }
    words.append(piece)
    return words.map { "=?utf-8?B?\(Data($0.utf8).base64EncodedString())?=" }.joined(separator: "\r\n ")
  }

  private static func base64(_ text: String) -> String {
    Data(text.utf8).base64EncodedString(options: [.lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed]) + "\r\n"
  }

  /// `Sat, 21 Nov 2026 07:00:00 +0000`
  private static func date(_ seconds: Int64) -> String {
    var (time, parts) = (time_t(seconds), tm())
    gmtime_r(&time, &parts)
    let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return
      "\(days[Int(parts.tm_wday)]), \(two(parts.tm_mday)) \(months[Int(parts.tm_mon)]) \(parts.tm_year + 1900) "
      + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)) +0000"
  }
}
