import Foundation

/// A letter in plain text, as RFC 5322 and MIME write it.
public struct MailMessage: Sendable {
  /// Bare addresses: no name, no angle brackets.
  public var from: String
  public var to: String
  public var subject: String
  /// Lines end with LF.
  public var text: String
  /// Seconds since 1970, UTC.
  public var date: Int64
  /// What is before the `@` of the Message-ID: unique, of letters and digits.
  public var id: String

  public init(from: String, to: String, subject: String, text: String, date: Int64, id: String) {
    self.from = from
    self.to = to
    self.subject = subject
    self.text = text
    self.date = date
    self.id = id
  }

  /// The whole letter. Throws `unusable` for an address or id that could add a header or a recipient.
  func encoded() throws(TransferError) -> [UInt8] {
    let host = from.split(separator: "@").last.map(String.init) ?? "localhost"
    for part in [from, to, id, host] where part.isEmpty || part.unicodeScalars.contains(where: Self.isUnsafe) {
      throw .unusable("an address that cannot stand in a header")
    }
    let head = [
      "From: <\(from)>", "To: <\(to)>", "Subject: \(Self.word(subject))", "Date: \(Self.date(date))", "Message-ID: <\(id)@\(host)>",
      // Keeps holiday notices from answering.
      "Auto-Submitted: auto-generated", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8",
      "Content-Transfer-Encoding: base64",
    ]
    return Array((head + ["", Self.base64(text.replacingOccurrences(of: "\n", with: "\r\n"))]).joined(separator: "\r\n").utf8)
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
