import Core
import HTTP
import JSON

/// What the routes of cats read and answer, as `/openapi.json` tells it.
enum CatSchemas {
  private static let name = JSONSchema.choice(Cat.allCases.map(\.name))
  private static let moment = JSONSchema.string(24...24, format: "date-time")
  private static let millionths = JSONSchema.integer(min: -2_000_000, max: 2_000_000)
  private static let levels = JSONSchema.array(of: millionths, min: 3, max: 3)
  private static let deed = JSONSchema.choice(Deed.allCases.map(\.rawValue) + ["reset"])
  private static let who = JSONSchema.choice(["you", "someone"]).nullable()
  private static let label = JSONSchema.choice(MoodLabel.all.map(\.name))
  private static let count = JSONSchema.integer(min: 0)

  private static let mood = JSONSchema.object(
    .required("at", moment), .required("n", count), .required("state", levels), .required("clock", millionths), .required("pad", levels),
    .required("label", label), .required("octant", .string()),
    .required(
      "voice",
      .object(.required("kind", .choice(["hiss", "purr", "meow"])), .required("hz", count), .required("ms", count))),
    .required("face", .string()))

  static let cat = JSONSchema.object(
    .required("type", .constant("cat")), .required("id", name), .required("seq", count), .required("deleted", .boolean),
    .required("order", .string()), .required("html", .string()), .required("title", .string()), .required("faction", .string()),
    .required("observer", .boolean), .required("home", levels), .required("gain", .integer(min: 0, max: 200)), .required("on", .boolean),
    .required("mood", mood))

  private static let reason = JSONSchema.object(
    .required("n", count), .required("at", moment), .required("deed", deed), .required("who", who), .required("e", levels),
    .required("left", levels), .required("text", .string()))

  private static let you = JSONSchema.object(
    .required("affinity", .integer(min: -100_000, max: 100_000)), .required("status", .choice(Affinity.Status.allCases.map(\.rawValue))),
    .required(
      "memories",
      .array(
        of: .object(
          .required("deed", deed), .required("at", moment), .required("expires_at", moment), .required("o", .integer()),
          .required("now", .integer()), .required("heard_from", name.nullable())))))

  private static let row: [JSONSchema.Member] = [
    .required("n", count), .required("at", moment), .required("deed", deed), .required("event", .string()), .required("gain", count),
    .required("r", count), .required("e", levels), .required("after", levels), .required("label", label),
  ]

  static let list = JSONSchema.object(
    .required("cats", .array(of: cat, min: 12, max: 12)), .required("epoch", .string()), .required("seq", count))
  static let look = JSONSchema.object(
    .required("cat", cat), .required("mood", mood), .required("why", .array(of: reason, max: Reason.most)), .required("you", you))
  static let one = JSONSchema.object(.required("cat", cat))
  static let rows = JSONSchema.object(
    .required("rows", .array(of: .object(row + [.required("who", who)]), max: 100)), .required("next", count.nullable()))
  static let rehearsed = JSONSchema.object(
    .required("rows", .array(of: .object([.required("cat", name)] + row + [.required("o", .integer())]))),
    .required(
      "lines",
      .array(
        of: .object(
          .required("event", .string()), .required("cat", name), .required("pool", .string()), .required("choice", count),
          .required("of", count), .required("line", .string())))),
    .required(
      "gossip",
      .array(
        of: .object(
          .required("event", .string()), .required("from", name), .required("to", name), .required("member", .string()),
          .required("o", .integer())))),
    .required(
      "cats",
      .array(
        of: .object(
          .required("name", name), .required("state", levels), .required("clock", millionths), .required("pad", levels),
          .required("label", label), .required("octant", .string()),
          .required("why", .array(of: .object(.required("n", count), .required("left", levels))))))),
    .required(
      "affinities",
      .array(
        of: .object(
          .required("cat", name), .required("member", .string()), .required("affinity", .integer()), .required("status", .string())))))

  private static let mode = JSONSchema.choice(SpeechMode.allCases.map(\.rawValue))
  private static let talkMembers: [JSONSchema.Member] = [
    .required("muted", .array(of: name, max: 12)), .required("all", .boolean), .required("toasts", .boolean),
    .required("sounds", .boolean), .required("mode", mode),
  ]
  static let talk = JSONSchema.object(talkMembers)

  private static let roomMembers: [JSONSchema.Member] = [
    .required("on", .boolean), .required("mode", mode), .required("cats", .array(of: name, min: 1, max: 12)),
  ]
  static let roomCats = JSONSchema.object([.required("room", .string())] + roomMembers)

  // MARK: Requests

  private static let path: [String: JSONSchema] = ["name": name]
  private static let ago = JSONSchema.Member.optional("ago", .integer(min: 0, max: CatService.longestAgo))
  private static let before = JSONSchema.Member.optional("before", .integer(min: 1, max: .max))

  static let addressed = RequestSchema(path: path)
  static let looking = RequestSchema(path: path, query: [ago])
  static let page = RequestSchema(path: path, query: [before])
  static let slice = RequestSchema(path: path, query: [before, .optional("limit", .integer(min: 1, max: 100))])
  static let change = RequestSchema(
    path: path, body: .json(.object(.required("gain", .integer(min: 0, max: 200)), .required("on", .boolean))))
  static let keeper = RequestSchema(
    path: path, body: .form(.object([.required("gain", .integer(min: 0, max: 200)), .optional("on", .string())])))
  static let rehearsal = RequestSchema.json(
    .required("seed", .string(RehearsalPlan.seeds)), .optional("mode", .choice(SpeechMode.allCases.map(\.rawValue))),
    .required(
      "events",
      .array(
        of: .object(
          .required("id", .string(RehearsalPlan.ids)), .required("deed", .choice(Deed.allCases.map(\.rawValue))), .required("at", moment),
          .optional("member", .string(RehearsalPlan.members)), .optional("cat", name)), min: 1, max: 200)))
  static let talkChange = RequestSchema(body: .json(.object(talkMembers)))
  static let savedPage = RequestSchema(query: [.optional("saved", .boolean)])
  static let talkForm = RequestSchema(
    body: .form(
      .object([
        .optional("toasts", .string()), .optional("sounds", .string()), .optional("all", .string()), .required("mode", mode),
        .optional("muted", .array(of: name, max: 12)),
      ])))
  static let mute = RequestSchema(path: path, body: .form(.object([.required("on", .boolean)])))
  private static let roomPath: [String: JSONSchema] = ["name": .string()]
  static let room = RequestSchema(path: roomPath)
  static let roomChange = RequestSchema(path: roomPath, body: .json(.object(roomMembers)))
  static let roomPage = RequestSchema(path: roomPath, query: [.optional("saved", .boolean)])
  static let roomForm = RequestSchema(
    path: roomPath,
    body: .form(
      .object([.optional("on", .string()), .required("mode", mode), .optional("cats", .array(of: name, max: 12))])))
  static let drawing = RequestSchema(path: ["name": name, "mood": .string()])
}
