import Core
import HTTP
import JSON

/// What the routes of scripts read and answer, as `/openapi.json` tells it.
enum CodegroundSchemas {
  private static let id = JSONSchema.integer(min: 1 << 40, max: (1 << 53) - 1)
  private static let version = JSONSchema.integer(min: 1, max: .max)
  private static let number = JSONSchema.integer(min: 1, max: Int64(Script.mostRevisions))
  private static let time = JSONSchema.string(24...24, format: "date-time")
  private static let line = "^\(TextRules.linePattern)*[^\\s\(TextRules.hidden)]\(TextRules.linePattern)*$"
  private static let retryName = JSONSchema.Member.optional(
    "Idempotency-Key",
    JSONSchema.string(1...255, pattern: "^[!-~]+$").described("Names the request for 24 hours: a retry repeats the first answer"))
  private static let user = JSONSchema.object(
    .required("id", .integer(min: 1)), .required("username", .string()), .required("display_name", .string()),
    .required("color", .integer(min: 0, max: 7)), .required("avatar_url", .string()))
  private static let runtimes = JSONSchema.choice(ScriptRuntime.allCases.map(\.rawValue))
  private static let visibilities = JSONSchema.choice(ScriptVisibility.allCases.map(\.rawValue))
  private static let code = JSONSchema.string(max: CodeText.mostBytes)
  private static let tag = JSONSchema.string(ScriptDetails.tagLengths, pattern: "^[A-Za-z0-9-]+$")

  private static let head: [JSONSchema.Member] = [
    .required("type", .string()), .required("id", .integer(min: 1)), .required("seq", .integer(min: 1)), .required("deleted", .boolean),
    .required("html", JSONSchema.string().nullable()),
  ]
  static let script = JSONSchema.object(.required("script", scriptObject))
  private static let work = JSONSchema.object(
    .required("script", id.nullable()), .required("number", number.nullable()), .required("title", JSONSchema.string().nullable()),
    .required("owner", user.nullable()))
  private static let lineage = JSONSchema.object(
    .required("parent", work.nullable()), .required("root", work.nullable()), .required("depth", .integer(min: 0)))
  private static let scriptObject = JSONSchema.openObject(
    head + [.required("title", .string()), .required("runtime", runtimes), .required("owner", user), .required("lineage", lineage)])
  private static let revisionObject = JSONSchema.openObject(head)
  private static let draftObject = JSONSchema.openObject(
    head + [
      .required("version", version), .required("saved_at", time), .required("saved_by", user), .required("hands", .array(of: user, max: 4)),
    ])
  private static let kept: [JSONSchema.Member] = [
    .required("version", version), .required("saved_at", time), .required("saved_by", user), .required("lines", .integer(min: 1)),
  ]

  static let revision = JSONSchema.object(.required("revision", revisionObject))
  static let draft = JSONSchema.object(.required("draft", draftObject))
  static let scripts = JSONSchema.object(
    .required("scripts", .array(of: JSONSchema.openObject(), max: 100)), .required("next", JSONSchema.string().nullable()))
  static let revisions = JSONSchema.object(
    .required("revisions", .array(of: revisionObject, max: 100)), .required("next", JSONSchema.integer(min: 1).nullable()))
  static let published = JSONSchema.object(
    .required("revision", revisionObject), .required("posts", .array(of: JSONSchema.openObject(), max: 6)))
  static let versions = JSONSchema.object(.required("versions", .array(of: .object(kept), max: KeptVersion.most)))
  static let oneVersion = JSONSchema.object(kept + [.required("code", code)])
  static let removal = JSONSchema.object(.required("id", id), .required("restorable_until", time))
  static let hunks = JSONSchema.object(
    .required(
      "hunks",
      .array(
        of: .object(
          .required("old", .integer(min: 0)), .required("new", .integer(min: 0)),
          .required("lines", .array(of: .string(), max: 2 * CodeText.mostLines))), max: CodeText.mostLines)))

  static let list = RequestSchema.query(
    .optional("runtime", runtimes), .optional("tag", tag),
    .optional("by", JSONSchema.string(1...64).described("A username, or me: all that the caller works on")),
    .optional("order", .choice(ScriptOrder.allCases.map(\.rawValue))),
    .optional("before", JSONSchema.string(max: 512).described("The `next` of an earlier answer")),
    .optional("limit", .integer(min: 1, max: 100)), .optional("deleted", .choice(["0", "1"])))
  static let new = RequestSchema.json(
    .required("runtime", runtimes), .required("title", .string(ScriptDetails.titleLengths, pattern: line)),
    .optional("template", JSONSchema.choice(ScriptTemplate.allCases.map(\.rawValue)).nullable()), headers: [retryName])
  static let addressed = RequestSchema(path: ["id": id])
  static let change = RequestSchema(
    path: ["id": id],
    body: .json(
      JSONSchema.object(
        .optional("title", .string(ScriptDetails.titleLengths, pattern: line)),
        .optional("summary", .string(max: ScriptDetails.longestSummary)),
        .optional("tags", JSONSchema.array(of: tag).described("At most \(ScriptDetails.mostTags) different ones")),
        .optional("visibility", visibilities)
      ).needing(1)))
  static let save = RequestSchema(
    path: ["id": id], body: .json(.object(.required("code", code), .required("base_version", version))))
  static let keptVersion = RequestSchema(path: ["id": id, "version": version])
  static let revisionPage = RequestSchema(
    path: ["id": id], query: [.optional("before", .integer(min: 1)), .optional("limit", .integer(min: 1, max: 100))])
  static let publication = RequestSchema(
    path: ["id": id], headers: [retryName],
    body: .json(
      .object(
        .required("base_version", version), .optional("note", .string(max: Publication.longestNote)),
        .optional("alt", .string(max: Publication.longestAlt)), .optional("visibility", visibilities), .optional("wall", .boolean),
        .optional("rooms", .array(of: .string(1...64), max: Publication.mostRooms)))))
  static let numbered = RequestSchema(path: ["id": id, "number": number])
  static let judgement = RequestSchema(
    path: ["id": id, "number": number], body: .json(.object(.required("reason", .string(DisablingService.reasons)))))
  static let diff = RequestSchema(
    path: ["id": id],
    query: [
      .required("from", JSONSchema.string(pattern: "^([1-9][0-9]*|draft|parent)$")),
      .required("to", JSONSchema.string(pattern: "^([1-9][0-9]*|draft|parent)$")),
    ])

  static let brought = RequestSchema(
    headers: [retryName],
    body: .multipart(
      .object(.required("file", JSONSchema.string().described("A .zip that was exported here, a .js or an .html, of at most 4 MiB")))))
  static let importForm = RequestSchema(
    body: .multipart(.object(.required("file", .string()), .optional("request_id", .string()))))
  static let forkRequest = RequestSchema(
    path: ["id": id], headers: [retryName], body: .json(.object(.optional("number", number.nullable()))))
  static let lineageRequest = RequestSchema(
    path: ["id": id], query: [.optional("before", .string(1...64)), .optional("limit", .integer(min: 1, max: 100))])
  static let lineagePage = JSONSchema.object(
    .required("path", .array(of: work, max: 1_001)), .required("forks", .array(of: JSONSchema.openObject(), max: 100)),
    .required("next", JSONSchema.string().nullable()))

  static let hand = RequestSchema(path: ["id": id, "username": JSONSchema.string(1...64)])
  private static let proposalID = JSONSchema.integer(min: 1, max: .max)
  private static let proposalObject = JSONSchema.object(
    .required("id", proposalID), .required("script", id), .required("from", work), .required("by", user),
    .required("text", .string(max: Proposal.longestText)), .required("state", .choice(["open", "accepted", "declined", "withdrawn"])),
    .required("reason", JSONSchema.string().nullable()), .required("created_at", time), .required("decided_at", time.nullable()))
  static let proposal = JSONSchema.object(.required("proposal", proposalObject))
  static let proposals = JSONSchema.object(.required("proposals", .array(of: proposalObject, max: 100)))
  static let proposalView = JSONSchema.object(
    .required("proposal", proposalObject), .required("hunks", .array(of: JSONSchema.openObject())))
  static let accepted = JSONSchema.object(
    .required("proposal", proposalObject), .required("draft", draftObject), .required("conflicts", .integer(min: 0)))
  static let newProposal = RequestSchema(
    path: ["id": id], headers: [retryName],
    body: .json(.object(.required("from", id), .optional("text", .string(max: Proposal.longestText)))))
  static let proposalAddress = RequestSchema(path: ["p": proposalID])
  static let acceptance = RequestSchema(path: ["p": proposalID], body: .json(.object(.required("base_version", version))))
  static let refusal = RequestSchema(
    path: ["p": proposalID], body: .json(.object(.optional("reason", .string(max: Proposal.longestReason)))))

  // MARK: Pages

  static let handForm = RequestSchema.form(.required("username", .string()))
  static let proposalForm = RequestSchema.form(
    .required("from", .string()), .optional("text", .string()), .optional("request_id", .string()))
  static let acceptForm = RequestSchema.form(.required("base_version", .string()))
  static let declineForm = RequestSchema.form(.optional("reason", .string()))

  static let lineageQuery = RequestSchema.query(.optional("before", .string()), .optional("limit", .string()))
  static let forkForm = RequestSchema.form(
    .optional("number", .string()), .optional("code", .string()), .optional("request_id", .string()))

  static let page = RequestSchema.query(
    .optional("runtime", .string()), .optional("tag", .string()), .optional("by", .string()), .optional("order", .string()),
    .optional("before", .string()), .optional("deleted", .string()), .optional("limit", .string()))
  static let newForm = RequestSchema.form(
    .required("runtime", .string()), .required("title", .string()), .optional("request_id", .string()), .optional("template", .string()))
  static let editPage = RequestSchema.query(.optional("plain", .string()), .optional("version", .string()))
  static let editForm = RequestSchema.form(
    .required("code", .string()), .required("base_version", .string()), .optional("request_id", .string()))
  static let publishForm = RequestSchema.form(
    .required("base_version", .string()), .optional("note", .string()), .optional("alt", .string()), .optional("visibility", .string()),
    .optional("wall", .string()), .optional("room", .string()), .optional("request_id", .string()))
  static let detailsForm = RequestSchema.form(
    .required("title", .string()), .optional("summary", .string()), .optional("tags", .string()), .required("visibility", .string()))
  static let revisionPageQuery = RequestSchema.query(.optional("from", .string()))
}
