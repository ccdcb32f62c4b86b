import Core
import Markdown

/// Turns typed text into a draft: finds the mentioned members and renders the HTML.
///
/// Call it before the transaction, so that this work is not done on the writer's thread.
struct MessageComposer: Sendable {
  /// The most members that one message can mention. Further names stay plain text.
  static let maxMentions = 20

  let people: PeopleRepository

  func draft(_ text: MessageText, by author: Member, at now: Timestamp) async throws -> MessageDraft {
    let named = try await people(namedIn: text)
    let fragment = Markdown.render(text.content) { named[$0.lowercased()]?.username }
    let mentions = fragment.mentions.compactMap { named[$0.lowercased()]?.id }
    return MessageDraft(
      author: Author(author), text: Message.Text(content: text.content, html: fragment.text), mentions: mentions.filter { $0 != author.id },
      writtenAt: now)
  }

  /// The server's own line that says what a moderator did. It mentions no member, so it notifies no member.
  static func notice(_ text: String, by author: Member, at now: Timestamp) -> MessageDraft {
    let content = "*\(text)*"
    let html = Markdown.render(content) { _ in nil }.text
    return MessageDraft(author: Author(author), text: Message.Text(content: content, html: html), mentions: [], writtenAt: now)
  }

  /// The people whose names stand in the text, by their names in lower case.
  private func people(namedIn text: MessageText) async throws -> [String: Message.Person] {
    let names = Markdown.mentionedNames(in: text.content).prefix(Self.maxMentions).map { $0.lowercased() }
    guard !names.isEmpty else { return [:] }
    let found = try await people.people(named: names)
    return Dictionary(found.map { ($0.username.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
  }
}
