import Core
import Media
import Web

/// The form in which one writes, on the pages of rooms and conversations.
struct PostForm: Sendable {
  let text: MessageText
  let replyTo: MessageID?
  let attachments: [Attachment]
  let requestID: String

  init(reading fields: inout Fields) {
    let attached = fields.uploadedAttachments()
    text = fields.messageText("content", beside: attached)
    replyTo = fields.optionalID("reply_to", of: MessageEntity.self)
    attachments = attached ?? []
    requestID = fields.optionalText("request_id", 0...255) ?? ""
  }

  /// Posts it. Returns where the message stands.
  func submit(_ call: Call, _ messages: MessageService, in room: RoomName) async throws -> String {
    let content = [text.content, replyTo?.description ?? ""] + attachments.map { "\($0.id) \($0.alt ?? "")" }
    let scope = call.idempotentScope(form: requestID, Array(content.joined(separator: "\n").utf8))
    let ack = try await messages.post(scope, in: room, text, replyTo: replyTo, attaching: attachments)
    return ChatPath.message(ack.id, on: room)
  }

  /// What was typed, for the page that shows it again.
  static func refusal(_ form: RefusedForm) -> PageService.Refusal {
    PageService.Refusal(
      draft: form.typed("content"), attached: MediaID.list(form.typed("media_id", upTo: 1_024)),
      alts: Fields.altNames.map { form.typed($0) }, problem: form.error.problem)
  }
}
