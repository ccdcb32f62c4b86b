import Foundation
import Testing

@testable import Transfer

@Suite("A letter") struct MailMessageTests {
  static func letter(to: String = "ada@example.org", subject: String = "A new password", text: String = "Hello\n") -> MailMessage {
    MailMessage(from: "door@space.example.org", to: to, subject: subject, text: text, date: 1_795_244_400, id: "abc123")
  }

  @Test("is written as mail servers read it")
  func encoding() throws {
    let text = String(decoding: try Self.letter(text: "Grüße\n.\nlast\n").encoded(), as: UTF8.self)
    let (head, body) = (text.components(separatedBy: "\r\n\r\n")[0], text.components(separatedBy: "\r\n\r\n")[1])
    let lines = head.components(separatedBy: "\r\n")
    #expect(lines.contains("To: <ada@example.org>") && lines.contains("From: <door@space.example.org>"))
    #expect(lines.contains("Date: Sat, 21 Nov 2026 07:00:00 +0000") && lines.contains("Message-ID: <abc123@space.example.org>"))
    let content = Data(base64Encoded: body, options: .ignoreUnknownCharacters)
    #expect(content == Data("Grüße\r\n.\r\nlast\r\n".utf8))
  }

  @Test("has two parts with HTML, and says where a mail program unsubscribes")
  func alternative() throws {
    var letter = Self.letter(text: "plain\n")
    letter.html = "<p>rich</p>"
    letter.unsubscribe = "https://space.example.org/digest/stop?token=7.abc"
    let text = String(decoding: try letter.encoded(), as: UTF8.self)
    #expect(text.contains("\r\nList-Unsubscribe: <https://space.example.org/digest/stop?token=7.abc>\r\n"))
    #expect(text.contains("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"))
    #expect(text.contains("Content-Type: multipart/alternative; boundary=\"--abc123\"\r\n\r\n----abc123\r\nContent-Type: text/plain"))
    #expect(text.contains("\r\n----abc123\r\nContent-Type: text/html") && text.hasSuffix("\r\n----abc123--\r\n"))
    letter.unsubscribe = "https://a.example\r\nBcc: e@x.org"
    #expect(throws: TransferError.self) { try letter.encoded() }
  }

  @Test("keeps every line short enough, and a subject in one header")
  func longSubject() throws {
    let subject = String(repeating: "Grüße 🐈 ", count: 30)
    let text = String(decoding: try Self.letter(subject: subject, text: String(repeating: "x", count: 5_000)).encoded(), as: UTF8.self)
    #expect(text.components(separatedBy: "\r\n").allSatisfy { $0.utf8.count <= 78 })
    let folded = try Self.letter(subject: "one\r\nBcc: eve@example.org").encoded()
    #expect(!String(decoding: folded, as: UTF8.self).contains("\r\nBcc"))
  }

  @Test(
    "is not written to what would be another header or recipient",
    arguments: ["", "a b@example.org", "a@example.org\r\nBcc: e@example.org", "a@example.org>,<e@example.org", "a@example.org,e@x.org"])
  func injection(_ to: String) {
    #expect(throws: TransferError.self) { try Self.letter(to: to).encoded() }
  }

  @Test(
    "needs a server's address",
    arguments: [
      ("smtp://mail.example.org", "smtp://mail.example.org:587", true),
      ("smtps://u:p%40@mail.example.org", "smtps://mail.example.org:465", true),
      ("smtp://127.0.0.1:2525", "smtp://127.0.0.1:2525", false), ("smtp://relay:25?tls=off", "smtp://relay:25", false),
      ("smtp://[::1]:25/", "smtp://[::1]:25", false),
    ])
  func servers(_ url: String, _ address: String, _ needsTLS: Bool) throws {
    let server = try #require(MailServer(url))
    #expect(server.address == address && server.needsTLS == needsTLS)
    #expect(server.password == (url.contains("p%40") ? "p@" : nil))
  }

  @Test("goes nowhere else", arguments: ["http://x", "smtp://", "smtp://host/path", "smtp://host?tls=maybe", "mail.example.org"])
  func noServers(_ url: String) { #expect(MailServer(url) == nil) }
}
