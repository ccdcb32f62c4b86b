import Core
import HTTP
import JSON

/// What the routes of stories read and answer, as `/openapi.json` tells it.
enum SongSchemas {
  private static let id = JSONSchema.integer(min: 1, max: .max)
  private static let version = JSONSchema.integer(min: 1, max: .max)
  private static let time = JSONSchema.string(24...24, format: "date-time")
  private static let line = "^\(TextRules.linePattern)*[^\\s\(TextRules.hidden)]\(TextRules.linePattern)*$"
  private static let retryName = JSONSchema.Member.optional(
    "Idempotency-Key",
    JSONSchema.string(1...255, pattern: "^[!-~]+$").described("Names the request for 24 hours: a retry repeats the first answer"))
  private static let user = JSONSchema.object(
    .required("id", .integer(min: 1)), .required("username", .string()), .required("display_name", .string()),
    .required("color", .integer(min: 0, max: 7)), .required("avatar_url", .string()))
  private static let visibilities = JSONSchema.choice(StoryVisibility.allCases.map(\.rawValue))
  private static let writings = JSONSchema.choice(StoryWriting.allCases.map(\.rawValue))
  private static let canons = JSONSchema.choice(StoryCanon.allCases.map(\.rawValue))
  private static let unmets = JSONSchema.choice(StoryUnmet.allCases.map(\.rawValue))
  private static let title = JSONSchema.string(StoryRules.titles, pattern: line)
  private static let verseTitle = JSONSchema.string(VerseRules.titles, pattern: line)
  private static let label = JSONSchema.string(Choice.labels, pattern: line)

  private static let object = JSONSchema.openObject([
    .required("type", .string()), .required("id", .integer(min: 1)), .required("seq", .integer(min: 1)), .required("deleted", .boolean),
    .required("html", JSONSchema.string().nullable()),
  ])
  private static let objects = JSONSchema.array(of: object, max: StoryRules.mostVerses)
  private static let entry = JSONSchema.object(
    .required("id", id), .required("title", .string()), .required("status", .choice(VerseStatus.allCases.map(\.rawValue))),
    .required("ending", .boolean), .required("version", version), .required("seq", .integer(min: 1)), .required("words", .integer(min: 0)),
    .required("authors", .array(of: user, max: 1_000)))
  private static let kept: [JSONSchema.Member] = [
    .required("version", version), .required("title", .string()), .required("author", user.nullable()), .required("note", .string()),
    .required("at", time),
  ]

  // MARK: Answers

  static let story = JSONSchema.object(.required("story", object))
  static let imported = JSONSchema.object(
    .required("story", object),
    .required(
      "warnings", .array(of: .object(.required("line", .integer(min: 1)), .required("text", .string())), max: 1_000)))
  static let stories = JSONSchema.object(.required("stories", .array(of: object, max: 100)), .required("next", id.nullable()))
  static let page = JSONSchema.object(
    .required("story", object), .required("verses", .array(of: entry, max: StoryRules.mostVerses)), .required("epoch", .string()),
    .required("seq", .integer(min: 0)))
  static let verse = JSONSchema.object(.required("verse", object))
  static let added = JSONSchema.object(.required("verse", object), .required("from", object.nullable()), .required("made", objects))
  static let saved = JSONSchema.object(.required("verse", object), .required("made", objects))
  static let revisions = JSONSchema.object(
    .required("revisions", .array(of: .object(kept + [.required("words", .integer(min: 0))]), max: 100)),
    .required("next", version.nullable()))
  static let revision = JSONSchema.object(
    .required(
      "revision",
      .openObject(
        kept + [
          .required("body", .string()), .required("body_html", .string()),
          .required("choices", .array(of: JSONSchema.openObject(), max: 8)),
          .required("ending", .boolean), .required("diff", JSONSchema.array(of: .array(of: .string(), max: 2), max: 20_000).nullable()),
        ])))
  static let map = JSONSchema.object(
    .required("nodes", .array(of: JSONSchema.openObject(), max: StoryRules.mostVerses)),
    .required("edges", .array(of: JSONSchema.openObject(), max: StoryRules.mostVerses * Choice.most)),
    .required("width", .integer(min: 1)), .required("height", .integer(min: 1)), .required("seq", .integer(min: 0)))
  static let check = JSONSchema.object(
    .required("counts", JSONSchema.openObject()), .required("problems", .array(of: JSONSchema.openObject(), max: 20_000)))

  static let reading = JSONSchema.object(
    .required(
      "reading",
      .object(
        .required("story", id), .required("step", .integer(min: 0, max: Int64(ReadingPath.mostSteps))), .required("path", .string()),
        .required("verse", object),
        .required(
          "choices",
          .array(of: .object(.required("id", id), .required("label", .string()), .required("open", .boolean)), max: Choice.most)),
        .required("values", JSONSchema.openObject()), .required("ended", .boolean), .required("back", .boolean),
        .required("lost", .integer(min: 0, max: Int64(ReadingPath.mostSteps))),
        .required(
          "bookmarks",
          .array(
            of: .object(.required("id", id), .required("name", .string()), .required("step", .integer(min: 0))),
            max: Reading.mostBookmarks)))))

  static let proposal = JSONSchema.object(.required("proposal", object))
  static let proposals = JSONSchema.object(.required("proposals", .array(of: object, max: 100)), .required("next", id.nullable()))
  static let seenProposal = JSONSchema.object(
    .required("proposal", object), .required("verses", .array(of: object, max: 10)), .required("my_vote", JSONSchema.boolean.nullable()),
    .required("kept", JSONSchema.openObject().nullable()))

  // MARK: Requests

  static let list = RequestSchema.query(
    .optional("mine", .choice(["on"])), .optional("before", id), .optional("limit", .integer(min: 1, max: 100)))
  static let new = RequestSchema.json(
    .required("title", title), .optional("blurb", .string(max: StoryRules.longestBlurb)), .optional("visibility", visibilities),
    .optional("writing", writings), .optional("canon", canons), .optional("unmet", unmets), headers: [retryName])
  static let addressed = RequestSchema(path: ["id": id])
  static let storyHistoryPage = RequestSchema(path: ["id": id], query: [.optional("before", .string(1...64))])
  static let search = RequestSchema(path: ["id": id], query: [.optional("q", .string(1...100))])
  private static let variable = JSONSchema.openObject([
    .required("name", .string(1...24, pattern: "^[a-z][a-z0-9_]{0,23}$")), .required("type", .choice(["flag", "number", "word"])),
  ])
  static let change = RequestSchema(
    path: ["id": id],
    body: .json(
      JSONSchema.object(
        .required("base_version", version), .optional("title", title), .optional("blurb", .string(max: StoryRules.longestBlurb)),
        .optional("visibility", visibilities), .optional("writing", writings), .optional("canon", canons), .optional("unmet", unmets),
        .optional("vote_hours", .integer(min: StoryRules.voteHours.lowerBound, max: StoryRules.voteHours.upperBound)),
        .optional("variables", .array(of: variable, max: StoryVariable.most)), .optional("root", id), .optional("keeper", .string(1...64))
      ).needing(2)))
  static let fork = RequestSchema(
    path: ["id": id], headers: [retryName], body: .json(.object(.optional("title", title.nullable()))))
  static let importFile = RequestSchema(
    headers: [retryName],
    body: .multipart(.object(.required("file", JSONSchema.string().described("Twee 3 or JSON, at most 2 MiB")))))
  static let writer = RequestSchema(path: ["id": id, "username": JSONSchema.string(1...64)])

  private static let test = JSONSchema.openObject()
  private static let choice = JSONSchema.object(
    .optional("id", id), .required("label", label),
    .required("to", JSONSchema.any.described("The id of a verse, or `new`")),
    .optional(
      "when",
      JSONSchema.object(.optional("all", .array(of: test, max: 4)), .optional("any", .array(of: test, max: 4))).needing(1).nullable()),
    .optional("then", JSONSchema.array(of: JSONSchema.openObject(), max: StoryEffect.most).nullable()))
  private static let choices = JSONSchema.array(of: choice, max: Choice.most)
  private static let body = JSONSchema.string(max: VerseRules.longestBody)
  private static let voice = JSONSchema.string(36...36, format: "uuid").nullable().described(
    "A sound of at most 2 minutes that the member uploaded, or the one that the verse has")
  private static let loop = JSONSchema.object(
    .required("id", id), .required("revision", .integer(min: 1, max: Int64(Pattern.mostRevisions))))
  static let newVerse = RequestSchema(
    path: ["id": id], headers: [retryName],
    body: .json(
      .object(
        .required("title", verseTitle), .optional("body", body), .optional("ending", .boolean), .optional("choices", choices),
        .optional("from", id.nullable()), .optional("label", label.nullable()), .optional("voice", voice),
        .optional("pattern", loop.nullable()))))
  static let save = RequestSchema(
    path: ["id": id],
    body: .json(
      .object(
        .required("base_version", version), .required("title", verseTitle), .required("body", body.nullable()),
        .required("choices", choices),
        .optional("ending", JSONSchema.boolean.nullable()), .optional("voice", voice), .optional("pattern", loop.nullable()),
        .optional("note", JSONSchema.string(max: VerseRules.longestNote).nullable()))))
  static let history = RequestSchema(
    path: ["id": id], query: [.optional("before", version), .optional("limit", .integer(min: 1, max: 100))])
  static let oneVersion = RequestSchema(path: ["id": id, "version": version], query: [.optional("against", version)])
  static let revert = RequestSchema(
    path: ["id": id], body: .json(.object(.required("version", version), .required("base_version", version))))

  private static let proposedVerse = JSONSchema.object(
    .required("title", verseTitle), .optional("body", body), .optional("ending", .boolean), .optional("choices", choices))
  static let newProposal = RequestSchema(
    path: ["id": id], headers: [retryName],
    body: .json(
      .object(
        .optional("from", id), .optional("label", label), .optional("verses", .array(of: proposedVerse, max: 10)), .optional("fork", id),
        .optional("choice", id), .optional("note", JSONSchema.string(max: Proposal.longestText).nullable()))))
  static let proposalList = RequestSchema(
    path: ["id": id],
    query: [
      .optional("status", .choice(ProposalState.allCases.map(\.rawValue))), .optional("before", id),
      .optional("limit", .integer(min: 1, max: 100)),
    ])
  static let vote = RequestSchema(path: ["id": id], body: .json(.object(.required("yes", .boolean))))
  static let accept = RequestSchema(path: ["id": id], body: .json(.object(.optional("from", id.nullable()))))
  static let decline = RequestSchema(
    path: ["id": id], body: .json(.object(.optional("reason", JSONSchema.string(max: Proposal.longestText).nullable()))))
  static let voteForm = RequestSchema(path: ["id": id], body: .form(.object(.required("yes", .choice(["true", "false"])))))
  static let acceptForm = RequestSchema(path: ["id": id], body: .form(.object(.optional("from", .string()))))
  static let declineForm = RequestSchema(path: ["id": id], body: .form(.object(.optional("reason", .string()))))
  static let play = RequestSchema(
    path: ["id": id],
    query: [
      .optional("path", JSONSchema.string().described("Ids of choices, joined by dots")), .optional("proposals", .choice(["on"])),
      .optional("from", id), .optional("with", JSONSchema.string().described("Such as gold:3,door:true")),
    ])
  private static let actions = JSONSchema.choice(["choose", "back", "restart", "bookmark", "return", "forget"])
  static let step = RequestSchema(
    path: ["id": id],
    body: .json(
      .object(
        .required("step", .integer(min: 0, max: Int64(ReadingPath.mostSteps))), .required("action", actions), .optional("choice", id),
        .optional("name", .string(Reading.bookmarkNames)), .optional("bookmark", id))))
  static let stepForm = RequestSchema(
    path: ["id": id],
    body: .form(
      .object(
        .required("step", .string()), .required("action", actions), .optional("choice", .string()), .optional("name", .string()),
        .optional("bookmark", .string()))))

  // MARK: Pages and their forms

  private static let requestID = JSONSchema.Member.optional("request_id", .string(max: 255))
  static let listPage = RequestSchema.query(
    .optional("kind", .choice(SongKind.allCases.map(\.rawValue))), .optional("mine", .choice(["on"])), .optional("before", id),
    .optional("limit", .integer(min: 1, max: 100)))
  static let newForm = RequestSchema.form(
    .required("title", title), .optional("blurb", .string(max: StoryRules.longestBlurb)), .optional("visibility", visibilities),
    .optional("writing", writings), .optional("canon", canons), requestID)
  static let settingsForm = RequestSchema(
    path: ["id": id],
    body: .form(
      .object(
        .required("base_version", version), .required("title", title), .optional("blurb", .string(max: StoryRules.longestBlurb)),
        .required("visibility", visibilities), .required("writing", writings), .required("canon", canons), .required("unmet", unmets),
        .required("vote_hours", .string()), .optional("variables", .string()), .required("root", id), .optional("keeper", .string(1...64))))
  )
  static let writerForm = RequestSchema(path: ["id": id], body: .form(.object(.required("username", .string(1...64)))))
  static let importForm = RequestSchema(body: .multipart(.object(.required("file", .string()), requestID)))
  static let forkForm = RequestSchema(path: ["id": id], body: .form(.object(.optional("title", .string()), requestID)))
  static let newVersePage = RequestSchema(path: ["id": id], query: [.optional("from", id)])
  private static let verseFields: [JSONSchema.Member] =
    [
      .required("title", verseTitle), .optional("body", body), .optional("ending", .string()), .optional("pattern", .string()),
      .optional("voice", JSONSchema.string().described("A file")), .optional("draft_voice", .string(0...36)),
      .optional("without_voice", .string(0...5)),
    ]
    + (1...(Choice.most + 1)).flatMap { number in
      ["id", "label", "to", "when", "then"].map { .optional("choice_\(number)_\($0)", JSONSchema.string()) }
    }
  static let newVerseForm = RequestSchema(
    path: ["id": id], body: .multipart(.object(verseFields + [.optional("from", id), .optional("label", .string()), requestID])))
  static let proposeForm = RequestSchema(
    path: ["id": id],
    body: .form(
      .object(
        .required("from", id), .required("label", label), .required("title", verseTitle), .optional("body", body),
        .optional("ending", .string()), .optional("note", .string(max: Proposal.longestText)), requestID)))
  static let saveForm = RequestSchema(
    path: ["id": id],
    body: .multipart(.object(verseFields + [.required("base_version", version), .optional("note", .string(max: VerseRules.longestNote))])))
  static let revertForm = RequestSchema(
    path: ["id": id], body: .form(.object(.required("version", version), .required("base_version", version))))
}
