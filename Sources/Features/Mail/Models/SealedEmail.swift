import Core
import Crypto
import JSON

/// Emails hold addresses and links that give access: at rest they are sealed under a key made of the server's secret.
struct EmailSeal: Sendable {
  private let key: SealingKey

  init(secret: Secret) { key = .derived(from: secret.bytes, for: "letters") }

  func seal(_ email: Email, as reference: String) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.field("kind", email.kind.rawValue)
      json.field("to", email.to)
      json.field("subject", email.subject)
      json.field("text", email.text)
      json.field("html", email.html)
      json.field("unsubscribe", email.unsubscribe)
    }
    return key.seal(json.bytes, for: Array(reference.utf8))
  }

  /// Nil if it was sealed under another secret, or for another letter.
  func open(_ content: [UInt8], as reference: String) -> Email? {
    guard let bytes = key.open(content, for: Array(reference.utf8)), let json = try? JSONValue(parsing: bytes),
      let kind = json["kind"]?.string.flatMap(EmailKind.init), let to = json["to"]?.string, let subject = json["subject"]?.string,
      let text = json["text"]?.string
    else { return nil }
    return Email(
      kind, to: to, subject: subject, text: text, html: json["html"]?.string, unsubscribe: json["unsubscribe"]?.string)
  }

  /// `a…@example.org`
  static func masked(_ address: String) -> String {
    guard let at = address.lastIndex(of: "@") else { return "…" }
    return "\(address.prefix(1))…\(address[at...])"
  }
}
