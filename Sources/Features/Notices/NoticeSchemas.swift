import Core
import HTTP
import JSON

/// What the routes of notifications read and answer, as `/openapi.json` tells it.
public enum NoticeSchemas {
  private static let id = JSONSchema.integer(min: 1, max: .max)
  private static let actor = JSONSchema.object(
    .required("id", id), .required("username", .string()), .required("display_name", .string()),
    .required("color", .integer(min: 0, max: 7)), .required("avatar_url", .string()))
  private static let notification = JSONSchema.object(
    .required("type", .constant("notification")), .required("id", id), .required("seq", id), .required("deleted", .constant(false)),
    .required("order", .string()), .required("html", .string()),
    .required("last", id.described("Grows in the order of events")), .required("kind", .string()), .required("title", .string()),
    .required("body", JSONSchema.string().nullable().described("Written by staff or the server")),
    .required("link", JSONSchema.string().described("A path of this server")),
    .required("actors", JSONSchema.array(of: actor, max: Notice.mostActors).described("The newest first")),
    .required("count", JSONSchema.integer(min: 1).described("Different actors")),
    .required("created_at", .string(24...24, format: "date-time")), .required("read", .boolean))

  static let query = RequestSchema.query(.optional("before", id), .optional("limit", .integer(min: 1, max: 100)))
  static let addressed = RequestSchema(path: ["id": id])
  static let reading = RequestSchema(
    body: .json(
      .anyOf(
        .object(.required("ids", .array(of: id, min: 1, max: 100))),
        .object(.required("up_to", JSONSchema.integer(min: 0, max: .max).described("A last: what came later stays unread"))))))
  static let list = JSONSchema.object(
    .required("notifications", .array(of: notification, max: 100)), .required("unread", count), .required("next", id.nullable()))
  static let unread = JSONSchema.object(.required("unread", count))
  private static let count = JSONSchema.integer(min: 0, max: Int64(Notice.mostCounted)).described("100 stands for more, too")

  private static let interval = JSONSchema.choice(DigestInterval.allCases.map(\.rawValue))

  public static let preferences = JSONSchema.object(
    .required(
      "preferences",
      .object(
        .required("notify", JSONSchema.openObject().described("Every kind of notifications, each with in_app and digest")),
        .required("digest", interval), .required("read_receipts", .boolean), .required("muted_rooms", .array(of: .string())))))

  static func preferenceChange(kinds: [any NoticeKind]) -> RequestSchema {
    RequestSchema(
      body: .json(
        JSONSchema.object(
          .optional(
            "notify",
            JSONSchema.object(
              kinds.map { kind in
                .optional(
                  kind.name,
                  JSONSchema.object(
                    .optional("in_app", (kind.isOptional ? JSONSchema.boolean : .constant(true)).nullable()),
                    .optional("digest", JSONSchema.boolean.nullable())
                  ).nullable())
              }
            ).nullable()), .optional("digest", interval.nullable()), .optional("read_receipts", JSONSchema.boolean.nullable())
        ).needing(1)))
  }

  static func preferenceForm(kinds: [any NoticeKind]) -> RequestSchema {
    let members = kinds.flatMap { kind -> [JSONSchema.Member] in
      [
        .optional(PreferenceChange.shownField(kind.name), .boolean), .optional(PreferenceChange.mailedField(kind.name), .boolean),
      ]
    }
    return RequestSchema(body: .form(.object(members + [.optional("digest", interval), .optional("read_receipts", .boolean)])))
  }

  static let token = RequestSchema.query(.optional("token", .string()))
  static let savedPage = RequestSchema.query(.optional("saved", .boolean))
  static let page = RequestSchema.query(.optional("before", id))
  static let form = RequestSchema.form(.optional("id", id), .optional("up_to", .integer(min: 0, max: .max)))
}
