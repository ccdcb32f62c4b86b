import HTTP
import JSON

/// What the forms of chat send.
enum ChatSchemas {
  private static let id = JSONSchema.integer(min: 1)
  private static let content = JSONSchema.string(1...4_000).described("Markdown")

  static let post = RequestSchema.form(.required("content", content), .optional("reply_to", id))
  static let edit = RequestSchema.form(.required("content", content))
  static let reaction = RequestSchema.form(.required("emoji", .string(min: 1).described("A single emoji")))
  static let markRead = RequestSchema.form(.required("id", id))
  static let member = RequestSchema.form(.required("username", .string(2...20)))
  static let newRoom = RequestSchema.form(
    .required("name", .string(min: 2)), .optional("topic", .string(max: 200)),
    .optional("kind", .string(min: 1).described("public, private or announcement")))
}
