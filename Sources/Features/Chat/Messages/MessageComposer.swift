import Core
import Markdown

/// Turns typed text into a draft: finds the mentioned members and renders the HTML.
///
/// Call it before the transaction, so that this work is not done on the writer's thread.
struct MessageComposer: Sendable {
  /// The most members that one message can mention. Further names stay plain text.
  static let maxMentions = 20

  let people: PeopleRepository
  let works: WorkRepository

  func draft(_ typed: MessageText, by author: Member, at now: Timestamp) async throws -> MessageDraft {
    let text = try await numbered(typed, by: author)
    let named = try await people(namedIn: text)
    let fragment = Markdown.render(text.content) { named[$0.lowercased()]?.username }
    let mentions = fragment.mentions.compactMap { named[$0.lowercased()]?.id }
    return MessageDraft(
      author: Author(author), text: Message.Text(content: text.content, html: WorkLinks.linked(fragment.text)),
      mentions: mentions.filter { $0 != author.id },
      writtenAt: now)
  }

  /// What the server posts for a member: a link to a work of theirs.
  static func draft(of work: WorkReference, by author: Member, at now: Timestamp) -> MessageDraft {
    let html = WorkLinks.linked(Markdown.render(work.text) { _ in nil }.text)
    return MessageDraft(
      author: Author(author), text: Message.Text(content: work.text, html: html), mentions: [], writtenAt: now)
  }

  /// A script without a number is its newest revision that the author may see. Where that makes a message too long, it stays.
  private func numbered(_ text: MessageText, by author: Member) async throws -> MessageText {
    let bare = WorkLinks.bare(in: text.content)
    guard !bare.isEmpty else { return text }
    return MessageText(WorkLinks.numbered(text.content, try await works.newest(of: bare, seenBy: author.id))) ?? text
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
