import Core
import HTTP
import JSON
import Media

/// What the routes of care read and answer, as `/openapi.json` tells it.
enum CareSchemas {
  static let id = JSONSchema.integer(min: 1, max: .max)
  static let moment = JSONSchema.string(24...24, format: "date-time")
  static let reason = JSONSchema.choice(ReportReason.allCases.map(\.rawValue))
  static let user = JSONSchema.object(
    .required("id", id), .required("username", .string()), .required("display_name", .string()),
    .required("color", .integer(min: 0, max: 7)), .required("avatar_url", .string())
  ).nullable()
  private static let status = JSONSchema.choice(["open", "closed"])
  private static let outcome = JSONSchema.choice(CaseOutcome.allCases.map(\.rawValue)).nullable()

  static let report = JSONSchema.object(
    .required("id", id), .required("kind", .string()), .required("target_id", .string()), .required("reason", reason),
    .required("note", .string()), .required("status", status), .required("outcome", outcome), .required("created_at", moment),
    .required("closed_at", moment.nullable()))
  static let reports = JSONSchema.object(.required("reports", .array(of: report, max: 100)), .required("next", id.nullable()))
  static let reporting = RequestSchema(
    body: .json(
      .object(
        .required("kind", .string(1...20)), .required("id", .string(1...ReportTarget.longestID)), .required("reason", reason),
        .optional("note", JSONSchema.string(ReportDraft.noteLengths).nullable().described("Needed for the reason `other`")),
        .optional(
          "messages",
          JSONSchema.array(of: id, max: ReportDraft.mostOthers).nullable().described("Further messages of a reported conversation")))))
  static let slice = RequestSchema.query(.optional("before", id), .optional("limit", .integer(min: 1, max: 100)))
  static let reportPage = RequestSchema.query(
    .optional("before", id), .optional("limit", .integer(min: 1, max: 100)), .optional("sent", .boolean))
  static let form = RequestSchema.query(
    .required("kind", .string()), .required("id", .string()),
    .optional("messages", JSONSchema.string().described("Ids with commas between")))

  private static let caseFields: [JSONSchema.Member] = [
    .required("id", id), .required("kind", .string()), .required("target_id", .string()), .required("link", JSONSchema.string().nullable()),
    .required("user", user), .required("status", status), .required("outcome", outcome),
    .required("reasons", .array(of: reason, max: ReportReason.allCases.count)), .required("report_count", .integer(min: 1)),
    .required("urgent", .boolean), .required("claimed_by", JSONSchema.string().nullable()), .required("created_at", moment),
    .required("updated_at", moment),
  ]
  static let note = JSONSchema.object(
    .required("id", id), .required("by", user), .required("text", .string()), .required("created_at", moment))
  static let cases = JSONSchema.object(
    .required("open", .integer(min: 0)), .required("cases", .array(of: .object(caseFields), max: 100)),
    .required("next", .anyOf(id.nullable(), .string())))
  private static let count = JSONSchema.integer(min: 0)
  static let file = JSONSchema.object(
    caseFields + [
      .required(
        "snapshots", .array(of: .object(.required("taken_at", moment), .required("text", JSONSchema.string().nullable())))),
      .required("current", JSONSchema.string().nullable().described("The text as it is now; null once it is gone")),
      .required(
        "reports",
        .array(
          of: .object(
            .required("id", id), .required("by", user), .required("reason", reason), .required("note", .string()),
            .required("created_at", moment)))),
      .required("notes", .array(of: note)), .required("actions", .array(of: action)),
      .required(
        "history",
        .object(
          .required("reports_against", count), .required("warn", count), .required("remove", count), .required("mute", count),
          .required("ban", count))),
    ])

  private static let target = JSONSchema.object(.required("kind", .string(1...20)), .required("id", .string(1...ReportTarget.longestID)))
  private static let optionalMoment = moment.nullable()
  static let action = JSONSchema.object(
    .required("id", id), .required("action", .choice(ActionKind.allCases.map(\.rawValue))), .required("user", user),
    .required("by", JSONSchema.string().nullable()), .required("reason", reason), .required("message", .string()),
    .required("log_note", .string()), .required("target", target.nullable()), .required("case", id.nullable()),
    .required("minutes", id.nullable()), .required("ends_at", optionalMoment), .required("content", JSONSchema.string().nullable()),
    .required("created_at", moment), .required("undone_at", optionalMoment), .required("undone_by", JSONSchema.string().nullable()),
    .required("appeal", appeal.nullable()))
  private static let appealFields: [JSONSchema.Member] = [
    .required("id", id), .required("action_id", id), .required("text", .string()),
    .required("status", .choice(AppealStatus.allCases.map(\.rawValue))), .required("answer", JSONSchema.string().nullable()),
    .required("created_at", moment), .required("decided_at", optionalMoment),
  ]
  static let appeal = JSONSchema.object(appealFields)
  static let appeals = JSONSchema.object(
    .required("appeals", .array(of: .object(appealFields + [.required("action", action)]), max: 100)), .required("next", id.nullable()))
  private static let appealText = JSONSchema.Member.required("text", .string(Appeal.textLengths))
  static let appealing = RequestSchema(
    body: .json(
      .anyOf(
        .object(.required("action", id), appealText),
        .object(.required("token", JSONSchema.string(1...4_096).described("From the refusal of a banned member")), appealText))))
  static let appealQuery = RequestSchema.query(
    .optional("status", .choice(AppealFilter.allCases.map(\.rawValue))), .optional("before", id),
    .optional("limit", .integer(min: 1, max: 100)))
  static let deciding = addressed.with(
    .required("decision", .choice(Verdict.Decision.allCases.map(\.rawValue))), .required("message", .string(Appeal.answerLengths)))
  static let actions = JSONSchema.object(.required("actions", .array(of: action, max: 100)), .required("next", id.nullable()))
  static let standing = JSONSchema.object(
    .required("muted_until", optionalMoment), .required("actions", .array(of: .openObject())))
  private static let acts: [JSONSchema.Member] = [
    .required("reason", reason), .required("message", .string(Action.messageLengths)),
    .optional("log_note", JSONSchema.string(Action.logNoteLengths).nullable()),
    .optional("minutes", JSONSchema.integer(min: 10, max: 525_600).nullable()),
    .optional("content", JSONSchema.choice(["hide", "remove"]).nullable()),
    .optional("hours", JSONSchema.integer(min: 1, max: 720).nullable()),
  ]
  static let acting = RequestSchema(
    body: .json(
      .object(
        acts + [
          .required("action", .choice(ActionKind.allCases.map(\.rawValue))), .optional("username", JSONSchema.string(1...64).nullable()),
          .optional("target", target.nullable()), .optional("case", id.nullable()),
        ])))
  static let actForm = RequestSchema.form(
    .required("action", .choice(ActionKind.allCases.map(\.rawValue))), .required("reason", reason), .required("message", .string()),
    .optional("minutes", .string()), .optional("content", .string()), .optional("hours", .string()), .optional("log_note", .string()),
    .optional("username", .string()), .optional("kind", .string()),
    .optional("id", .string()), .optional("case", id))
  static let bulkAsk = RequestSchema.form(
    .required("action", .choice(["ban"])), .optional("reason", .string()), .optional("message", .string()),
    .optional("usernames", .string()))
  static let bulk = RequestSchema(
    body: .json(
      .object(
        acts + [.required("action", .choice(["mute", "ban"])), .required("usernames", .array(of: .string(1...64), min: 1, max: 100))])))
  static let bulkAnswer = JSONSchema.object(
    .required("actions", .array(of: action, max: 100)),
    .required("refused", .array(of: .object(.required("username", .string()), .required("code", .string())), max: 100)))
  static let actionQuery = RequestSchema.query(
    .optional("refused", .string(max: 1_000)),
    .optional("username", .string(1...64)), .optional("action", .choice(ActionKind.allCases.map(\.rawValue))), .optional("before", id),
    .optional("limit", .integer(min: 1, max: 100)))
  static let undoing = addressed.with(.required("message", .string(Action.messageLengths)))

  static let logQuery = RequestSchema.query(
    .optional("action", .choice(LogFilter.allCases.map(\.rawValue))), .optional("before", id),
    .optional("limit", .integer(min: 1, max: 100)))
  static let log = JSONSchema.object(
    .required(
      "entries",
      .array(
        of: .object(
          .required("id", id), .required("at", moment), .required("action", .choice(LogFilter.allCases.map(\.rawValue))),
          .required("kind", .string()), .required("reason", reason.nullable()), .required("log_note", .string()),
          .required("by", .choice(["moderator", "admin", "server"])), .required("ends_at", optionalMoment),
          .required("undone_at", optionalMoment), .required("appeal", JSONSchema.string().nullable())), max: 100)),
    .required("next", id.nullable()))

  static let queue = RequestSchema.query(
    .optional("status", .choice(CaseFilter.allCases.map(\.rawValue))), .optional("after", .string()), .optional("before", .string()),
    .optional("limit", .integer(min: 1, max: 100)))
  static let addressed = RequestSchema(path: ["id": id])
  static let caseMedia = RequestSchema(
    path: ["id": id, "media": JSONSchema.string(), "file": JSONSchema.string().described("320.webp, 640.webp, 1280.webp or audio.mp3")],
    headers: MediaFile.headers)
  static let claim = addressed.with(.optional("take_over", JSONSchema.constant(true).nullable()))
  static let release = addressed.with()
  static let noting = addressed.with(.required("text", .string(CaseNote.lengths)))
  static let dismissal = addressed.with(.optional("note", JSONSchema.string(max: CaseNote.lengths.upperBound).nullable()))
}

extension RequestSchema {
  /// The same path, with a JSON body.
  fileprivate func with(_ members: JSONSchema.Member...) -> RequestSchema { RequestSchema(path: path, body: .json(.object(members))) }
}
