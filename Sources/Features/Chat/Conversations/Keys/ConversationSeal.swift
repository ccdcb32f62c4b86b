import Core
import Crypto
import Encoding

/// Seals what is said in one conversation, and opens it again.
///
/// A sealed text is bound to its conversation, author, time and column, so a row that is put elsewhere does not open. In the database it is
/// base64url text, so that it fits the columns of rooms' messages.
struct ConversationSeal: Sendable {
  /// The first byte of everything that a sealed text is bound to. Another way of sealing takes another number.
  static let version: UInt8 = 1

  /// The columns of a message that are sealed.
  enum Field: String, Sendable { case content, html, media }

  let room: RoomID
  private let key: SealingKey

  init(_ room: RoomID, _ key: SealingKey) {
    self.room = room
    self.key = key
  }

  func seal(_ text: String, as field: Field, by author: UserID, at time: Timestamp) -> String {
    Base64URL.encode(key.seal(Array(text.utf8), for: context(field, author, time)))
  }

  /// Nil for what was not sealed for this place, or has changed since.
  func open(_ sealed: String, as field: Field, by author: UserID, at time: Timestamp) -> String? {
    guard let bytes = Base64URL.decode(sealed), let text = key.open(bytes, for: context(field, author, time)) else { return nil }
    return String(validating: text, as: UTF8.self)
  }

  private func context(_ field: Field, _ author: UserID, _ time: Timestamp) -> [UInt8] {
    [Self.version] + room.rawValue.bigEndianBytes + author.rawValue.bigEndianBytes + time.microseconds.bigEndianBytes
      + Array(field.rawValue.utf8)
  }
}

extension Message.Text {
  /// As the row of a message in this conversation holds it.
  func sealed(with seal: ConversationSeal, by author: UserID, at time: Timestamp) -> Message.Text {
    Message.Text(
      content: seal.seal(content, as: .content, by: author, at: time), html: seal.seal(html, as: .html, by: author, at: time))
  }
}
