import Core
import HTTP
import JSON

/// What the routes of walls read and answer, as `/openapi.json` tells it.
enum WallSchemas {
  private static let id = JSONSchema.integer(min: 1, max: .max)
  private static let object = JSONSchema.openObject(
    .required("type", .string()), .required("id", id), .required("seq", .integer(min: 1)), .required("deleted", .boolean),
    .required("html", JSONSchema.string().nullable()))
  private static let condition = JSONSchema.Member.optional(
    "If-Match", JSONSchema.string().described("ETags, one of which the thing has to have, or *"))
  private static let retryName = JSONSchema.Member.optional(
    "Idempotency-Key",
    JSONSchema.string(1...255, pattern: "^[!-~]+$").described("Names the request for 24 hours: a retry repeats the first answer"))
  private static let style = JSONSchema.object(
    .optional("paint", .choice(ModuleStyle.Paint.allCases.map(\.rawValue))), .optional("wide", .boolean))
  private static let content = JSONSchema.openObject().described(
    "text: {text}; link: {url, title, look}; guestbook: {}")

  static let addressed = RequestSchema(path: ["id": id])
  static let addressedState = RequestSchema(path: ["id": id], headers: [condition])
  static let ids = RequestSchema.query(.required("ids", JSONSchema.string().described("1 to 20 ids with commas between them")))
  static let entryPage = RequestSchema.query(.optional("before", id), .optional("limit", .integer(min: 1, max: 100)))
  static let newModule = RequestSchema.json(
    .required("kind", .choice(ModuleKind.allCases.map(\.rawValue))), .required("content", content), .optional("style", style),
    .optional("after", id.nullable()), headers: [retryName])
  static let replacement = RequestSchema(
    path: ["id": id], headers: [condition],
    body: .json(.object(.required("content", content), .optional("style", style))))
  static let move = RequestSchema(path: ["id": id], body: .json(.object(.required("after", id.nullable()))))
  static let newEntry = RequestSchema.json(.required("text", .string(GuestbookEntry.textLengths)), headers: [retryName])
  static let profile = RequestSchema(
    headers: [condition],
    body: .json(
      JSONSchema.object(
        .optional("display_name", .string(1...100)), .optional("bio", JSONSchema.string(max: 160).nullable()),
        .optional("status_message", JSONSchema.string(max: 100).nullable()), .optional("status_emoji", JSONSchema.string().nullable()),
        .optional("now_kind", JSONSchema.string().nullable()), .optional("now_activity", JSONSchema.string(max: 50).nullable()),
        .optional("accent", JSONSchema.string().nullable()), .optional("theme", .choice(WallTheme.allCases.map(\.rawValue))),
        .optional("visibility", .choice(WallVisibility.allCases.map(\.rawValue))),
        .optional("stickers", .choice(StickerPolicy.allCases.map(\.rawValue))), .optional("show_online", .boolean),
        .optional("dm_policy", .choice(DirectPolicy.allCases.map(\.rawValue)))
      ).needing(1)))

  static let module = JSONSchema.object(.required("module", object))
  static let modules = JSONSchema.object(.required("modules", .array(of: object, max: 20)))
  static let entry = JSONSchema.object(.required("entry", object))
  static let entries = JSONSchema.object(.required("entries", .array(of: object, max: 100)), .required("next", id.nullable()))
  static let removed = JSONSchema.object(
    .required(
      "modules",
      .array(
        of: .object(.required("module", object), .required("removed_at", .string()), .required("restorable_until", .string())), max: 100)))
  static let removal = JSONSchema.object(.required("id", id), .required("restorable_until", JSONSchema.string().nullable()))
  static let deletion = JSONSchema.object(.required("id", id))
  static let ownProfile = JSONSchema.object(.required("profile", object), .required("settings", .openObject()))
  static let wall = JSONSchema.object(
    .required("owner", .openObject()), .required("epoch", .string()), .required("seq", .integer(min: 0)), .required("profile", object),
    .required("arrangement", .array(of: id, max: WallModule.mostPerWall)), .required("modules", .array(of: object, max: 20)),
    .required("stickers", .array(of: object)), .required("entries", .array(of: object, max: 20)), .required("can", .openObject()))
}
