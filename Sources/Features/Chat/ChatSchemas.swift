import HTTP
import JSON

/// What the forms of chat send.
enum ChatSchemas {
  private static let id = JSONSchema.integer(min: 1)

  static let post = RequestSchema.multipart(
    .optional("content", .string(0...4_000).described("Markdown; required without files")), .optional("reply_to", id),
    .optional("file", .string().described("Up to four pictures or sounds")),
    .optional("alt", .string(0...500).described("What a file shows; one for each, in order")),
    .optional("media_id", .string(0...1_024).described("Files that are uploaded already, with commas between them")),
    .optional("request_id", .string(0...255).described("Sent again, it posts nothing more")))
  static let newConversation = RequestSchema.form(
    .required("usernames", .string(1...500).described("Usernames with commas between them")), .optional("request_id", .string(0...255)))
  static let edit = RequestSchema.form(
    .required("content", .string(0...4_000).described("Markdown; empty only beside pictures and sounds")))
  static let reaction = RequestSchema.form(.required("emoji", .string(min: 1).described("A single emoji")))
  static let markRead = RequestSchema.form(.required("id", id))
  static let order = RequestSchema.form(
    .required("order", .string(min: 4).described("name or unread")),
    .optional("next", .string(max: 2_000).described("A path within the site to go back to")))
  static let notices = RequestSchema.form(.required("level", .string(min: 3).described("all, mentions or nothing")))
  static let member = RequestSchema.form(.required("username", .string(2...20)))
  static let newRoom = RequestSchema.form(
    .required("name", .string(min: 2)), .optional("topic", .string(max: 200)),
    .optional("kind", .string(min: 1).described("public, private or announcement")))
}
