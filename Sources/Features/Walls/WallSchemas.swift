import Core
import HTTP
import JSON
import Relations

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
  /// No control characters but tab and line ends.
  private static let printable = "[^\\u0000-\\u0008\\u000B\\u000C\\u000E-\\u001F\\u007F-\\u009F]"
  private static let line = "^\(TextRules.linePattern)*[^\\s\(TextRules.hidden)]\(TextRules.linePattern)*$"
  private static let text = "^\(printable)*[^\\s\(TextRules.hidden)]\(printable)*$"
  private static let style = JSONSchema.object(
    .optional("paint", JSONSchema.choice(ModuleStyle.Paint.allCases.map(\.rawValue)).nullable()),
    .optional("wide", JSONSchema.boolean.nullable()))

  /// A profile has both or neither; which a change leaves depends on what was there.
  private static func now(_ schema: JSONSchema) -> JSONSchema {
    schema.nullable().described("now_kind and now_activity are both set or both null")
  }

  private static let picture: [JSONSchema.Member] = [
    .required("media_id", .string(36...36, format: "uuid")),
    .required("alt", JSONSchema.string(max: WallPicture.longestAlt).described("Empty for decoration")),
  ]

  private static func content(of kind: ModuleKind) -> JSONSchema {
    switch kind {
    case .text: .object(.required("text", .string(ModuleContent.textLengths, pattern: text)))
    case .link:
      .object(
        .required("url", .string(1...500, pattern: "^[Hh][Tt][Tt][Pp][Ss]?://[^\\s]+$")),
        .optional("title", JSONSchema.string(max: 100).nullable()), .required("look", .choice(WallLink.Look.allCases.map(\.rawValue))))
    case .image: .object(picture)
    case .gallery: .object(.required("items", .array(of: .object(picture), min: 2, max: 12)))
    case .audio, .voiceNote:
      .object(.required("media_id", .string(36...36, format: "uuid")), .required("title", .string(1...100, pattern: line)))
    case .guestbook, .friends: .object()
    case .script: .object(.required("script", id), .required("number", .integer(min: 1)))
    case .song:
      .anyOf(
        .object(.required("story", id)), .object(.required("pattern", id), .required("revision", .integer(min: 1, max: 1_000_000))))
    case .html:
      .object(
        .required("html", .string(WallFrame.htmlLengths, pattern: text)), .required("title", .string(1...100, pattern: line)),
        .required("height", .integer(min: WallFrame.heights.lowerBound, max: WallFrame.heights.upperBound)))
    }
  }

  private static func profileFile(_ what: String) -> JSONSchema {
    JSONSchema.string(36...36, format: "uuid").nullable().described("\(what) that the member uploaded")
  }

  static let addressed = RequestSchema(path: ["id": id])
  static let addressedState = RequestSchema(path: ["id": id], headers: [condition])
  static let ids = RequestSchema.query(
    .required("ids", JSONSchema.string(pattern: "^[0-9]+(,[0-9]+){0,19}$").described("1 to 20 ids with commas between them")))
  static let entryPage = RequestSchema.query(.optional("before", id), .optional("limit", .integer(min: 1, max: 100)))
  static let newModule = RequestSchema(
    headers: [retryName],
    body: .json(
      JSONSchema(
        .anyOf(
          ModuleKind.allCases.map { kind in
            .object(
              .required("kind", .choice([kind.rawValue])), .required("content", content(of: kind)), .optional("style", style.nullable()),
              .optional("after", id.nullable()))
          }))))
  static let replacement = RequestSchema(
    path: ["id": id], headers: [condition],
    body: .json(
      .object(
        .required("content", JSONSchema(.anyOf(ModuleKind.allCases.map(content))).described("As the module's kind has it")),
        .optional("style", style.nullable()))))
  static let move = RequestSchema(path: ["id": id], body: .json(.object(.required("after", id.nullable()))))
  private static let turn: [JSONSchema.Member] = [
    .optional("rotation", JSONSchema.number(min: -180, max: 180).nullable()),
    .optional("scale", JSONSchema.number(min: 0.2, max: 5).nullable()),
  ]
  private static let percent = JSONSchema.number(min: 0, max: 100)

  static let newSticker = RequestSchema(
    headers: [retryName],
    body: .json(
      .anyOf(
        .object(
          [
            .required("kind", .choice(["art"])), .required("art", .choice(StickerArt.allCases.map(\.rawValue))), .required("x", percent),
            .required("y", percent),
          ] + turn),
        .object(
          [
            .required("kind", .choice(["image"])), .required("media_id", .string(36...36, format: "uuid")), .required("x", percent),
            .required("y", percent),
          ] + turn),
        .object(
          [
            .required("kind", .choice(["text"])), .required("text", .string(StickerContent.textLengths, pattern: line)),
            .required("x", percent), .required("y", percent),
          ] + turn))))
  static let stickerChange = RequestSchema(
    path: ["id": id],
    body: .json(
      JSONSchema.object(
        [
          .optional("x", percent.nullable()), .optional("y", percent.nullable()),
          .optional("stack", JSONSchema.choice(StickerChange.Stack.allCases.map(\.rawValue)).nullable()),
        ] + turn
      ).needing(1)))
  static let wallPage = RequestSchema.query(.optional("after", id))
  static let removedPage = RequestSchema.query(.optional("module", id))
  static let guestbookPage = RequestSchema.query(.optional("before", id))
  static let newModulePage = RequestSchema.query(
    .optional("kind", .choice(ModuleKind.allCases.map(\.rawValue))), .optional("after", id))
  static let signForm = RequestSchema.form(.required("text", .string(GuestbookEntry.textLengths)))
  static let moveForm = RequestSchema.form(.required("to", .choice(ModuleStep.allCases.map(\.rawValue))))
  static let moduleForm = RequestSchema.multipart(
    .optional("file", JSONSchema.string()), .optional("media_id", .string(0...1_024)), .optional("alt", .string(0...500)),
    .optional("drop.1", JSONSchema.string(max: 5).described("Takes the first picture away; drop.2 the second, and so on")),
    .optional("kind", .choice(ModuleKind.allCases.map(\.rawValue))), .optional("request_id", .string(0...255)),
    .optional("after", id), .optional("text", .string(ModuleContent.textLengths)), .optional("url", .string(1...500)),
    .optional("html", .string(WallFrame.htmlLengths)), .optional("work", .string(1...500)), .optional("own", .string(0...500)),
    .optional("height", .integer(min: WallFrame.heights.lowerBound, max: WallFrame.heights.upperBound)),
    .optional("title", .string(0...100)), .optional("look", .choice(WallLink.Look.allCases.map(\.rawValue))),
    .optional("paint", .choice(ModuleStyle.Paint.allCases.map(\.rawValue))), .optional("wide", .string(0...5)))
  static let savedPage = RequestSchema.query(.optional("saved", .boolean))
  static let avatar = RequestSchema(
    path: ["id": id],
    query: [.optional("size", JSONSchema.choice(MemberAvatar.Side.allCases.map { String($0.rawValue) }).described("Its sides in pixels"))],
    headers: [.optional("If-None-Match", JSONSchema.string().described("ETags that the caller has"))])
  private static let formFiles = ProfileFile.allCases.flatMap { file -> [JSONSchema.Member] in
    [
      .optional(file.rawValue, JSONSchema.string().described("A file, or the id of one")),
      .optional(file.draftField, JSONSchema.string().described("The id of a file that came with a form that was refused")),
      .optional(file.removalField, JSONSchema.string(max: 5)),
    ]
  }
  static let profileForm = RequestSchema(
    body: .multipart(
      .object(
        [
          .optional("display_name", .string(1...100)), .optional("bio", .string(0...160)), .optional("status_message", .string(0...100)),
          .optional("status_emoji", .string()), .optional("now_kind", .choice(NowKind.allCases.map(\.rawValue) + [""])),
          .optional("now_activity", .string(0...50)), .optional("accent", .string()),
          .optional("theme", .choice(WallTheme.allCases.map(\.rawValue))),
          .optional("visibility", .choice(WallVisibility.allCases.map(\.rawValue))),
          .optional("stickers", .choice(StickerPolicy.allCases.map(\.rawValue))), .optional("show_online", .string(0...5)),
          .optional("dm_policy", .choice(DirectPolicy.allCases.map(\.rawValue))),
          .optional("anthem_title", .string(0...100)),
        ] + formFiles)))
  static let newEntry = RequestSchema.json(.required("text", .string(GuestbookEntry.textLengths, pattern: text)), headers: [retryName])
  static let profile = RequestSchema(
    headers: [condition],
    body: .json(
      JSONSchema.object(
        .optional("avatar", profileFile("A picture")), .optional("banner", profileFile("A picture")),
        .optional("voice_intro", profileFile("A sound of at most 30 seconds")), .optional("anthem", profileFile("A sound")),
        .optional("anthem_title", JSONSchema.string(max: 100).nullable()),
        .optional("display_name", .string(1...100, pattern: line)), .optional("bio", JSONSchema.string(max: 160).nullable()),
        .optional("status_message", JSONSchema.string(max: 100).nullable()),
        .optional("status_emoji", JSONSchema.string().nullable().described("One emoji")),
        .optional("now_kind", now(JSONSchema.choice(NowKind.allCases.map(\.rawValue) + [""]))),
        .optional("now_activity", now(JSONSchema.string(max: 50))),
        .optional("accent", JSONSchema.string(pattern: "^(#[0-9A-Fa-f]{6})?$").nullable()),
        .optional("theme", .choice(WallTheme.allCases.map(\.rawValue))),
        .optional("visibility", .choice(WallVisibility.allCases.map(\.rawValue))),
        .optional("stickers", .choice(StickerPolicy.allCases.map(\.rawValue))), .optional("show_online", .boolean),
        .optional("dm_policy", .choice(DirectPolicy.allCases.map(\.rawValue)))
      ).needing(1)))

  static let module = JSONSchema.object(.required("module", object))
  static let modules = JSONSchema.object(.required("modules", .array(of: object, max: 20)))
  static let palette = JSONSchema.object(
    .required(
      "art", .array(of: .object(.required("name", .string()), .required("label", .string()), .required("url", .string())))),
    .required("kaomoji", .array(of: .string(StickerContent.textLengths))))
  static let sticker = JSONSchema.object(.required("sticker", object))
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
    .required("stickers", .array(of: object, max: Sticker.mostPerWall)), .required("entries", .array(of: object, max: 20)),
    .required("can", .openObject()))
}
