import Core
import HTTP
import JSON

/// What the routes of patterns read and answer, as `/openapi.json` tells it.
enum PatternSchemas {
  private static let id = JSONSchema.integer(min: 1, max: .max)
  private static let version = JSONSchema.integer(min: 1, max: .max)
  private static let number = JSONSchema.integer(min: 1, max: Int64(Pattern.mostRevisions))
  private static let line = "^\(TextRules.linePattern)*[^\\s\(TextRules.hidden)]\(TextRules.linePattern)*$"
  private static let retryName = JSONSchema.Member.optional(
    "Idempotency-Key",
    JSONSchema.string(1...255, pattern: "^[!-~]+$").described("Names the request for 24 hours: a retry repeats the first answer"))
  private static let title = JSONSchema.string(Pattern.titles, pattern: line)
  private static let visibilities = JSONSchema.choice(StoryVisibility.allCases.map(\.rawValue))
  private static let object = JSONSchema.openObject([
    .required("type", .string()), .required("id", .integer(min: 1)), .required("seq", .integer(min: 1)), .required("deleted", .boolean),
    .required("html", JSONSchema.string().nullable()),
  ])

  // MARK: The loop

  private static let voices = LoopVoice.allCases.count
  private static let step = JSONSchema.any.described("0, or an object with v (1 to 3) and, for tones, note (C1 to C7)")
  private static let page = JSONSchema.array(of: .array(of: step, max: Loop.steps), max: voices)
  private static let loop = JSONSchema.object(
    .optional("format", .integer(min: 1, max: 1)),
    .optional("bpm", .integer(min: Int64(Loop.tempos.lowerBound), max: Int64(Loop.tempos.upperBound))), .optional("swing", .any),
    .optional("pages", .array(of: page, max: Loop.pages.upperBound)),
    .optional("chain", .array(of: .integer(min: 0, max: Int64(Loop.pages.upperBound - 1)), max: Loop.chains.upperBound)),
    .optional("tracks", .array(of: JSONSchema.openObject(), max: voices)), .optional("fx", JSONSchema.openObject()))

  // MARK: Answers

  static let pattern = JSONSchema.object(.required("pattern", object))
  static let patterns = JSONSchema.object(.required("patterns", .array(of: object, max: 100)), .required("next", id.nullable()))
  static let revision = JSONSchema.object(
    .required(
      "revision",
      .object(
        .required("pattern", id), .required("number", number), .required("loop", JSONSchema.openObject()),
        .required("at", JSONSchema.string(24...24, format: "date-time")))))

  // MARK: Requests

  static let list = RequestSchema.query(
    .optional("mine", .choice(["on"])), .optional("before", id), .optional("limit", .integer(min: 1, max: 100)))
  static let new = RequestSchema.json(
    .required("title", title), .optional("visibility", visibilities), .optional("loop", loop), headers: [retryName])
  static let addressed = RequestSchema(path: ["id": id])
  static let numbered = RequestSchema(path: ["id": id, "number": number])
  static let change = RequestSchema(
    path: ["id": id],
    body: .json(
      JSONSchema.object(
        .required("base_version", version), .optional("title", title), .optional("visibility", visibilities), .optional("loop", loop)
      ).needing(2)))
  static let fork = RequestSchema(
    path: ["id": id], headers: [retryName], body: .json(.object(.optional("title", title.nullable()))))

  // MARK: Forms

  private static let requestID = JSONSchema.Member.optional("request_id", .string(max: 255))
  static let newForm = RequestSchema.form(.required("title", title), requestID)
  static let saveForm = RequestSchema(
    path: ["id": id],
    body: .form(
      .object(
        .required("base_version", version), .optional("title", title), .optional("visibility", visibilities),
        .optional("loop", .string()))))
  static let forkForm = RequestSchema(path: ["id": id], body: .form(.object(.optional("title", .string()), requestID)))
}
