import Accounts
import Core
import HTTP
import JSON

/// What the routes of mail read and answer, as `/openapi.json` tells it.
enum MailSchemas {
  private static let id = JSONSchema.integer(min: 1, max: .max)
  private static let moment = JSONSchema.string(24...24, format: "date-time")
  private static let text = JSONSchema.string().nullable()
  private static let state = JSONSchema.choice(LetterState.allCases.map(\.rawValue))

  static let query = RequestSchema.query(.optional("before", id), .optional("limit", .integer(min: 1, max: 100)))
  static let list = JSONSchema.object(
    .required("configured", .boolean), .required("from", text),
    .required(
      "letters",
      .array(
        of: .object(
          .required("id", id), .required("at", moment), .required("to", .string()),
          .required("kind", .choice(EmailKind.allCases.map(\.rawValue))), .required("state", state),
          .required("tries", .integer(min: 0)), .required("error", text), .required("next_try_at", moment.nullable())),
        max: 100)),
    .required("next", id.nullable()))
  static let test = RequestSchema(body: .json(.object(.required("to", .string(1...EmailAddress.maximumLength)))))
  static let outcome = JSONSchema.object(
    .required("state", .choice([LetterState.sent.rawValue, LetterState.failed.rawValue])), .required("error", text),
    .required("dialogue", .array(of: .string())))
}
