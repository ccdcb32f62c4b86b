import Core
import HTTP
import JSON

/// What the task routes read and answer, as `/openapi.json` tells it.
enum TaskSchemas {
  /// No control characters but tab and line ends.
  private static let printable = "[^\\u0000-\\u0008\\u000B\\u000C\\u000E-\\u001F\\u007F-\\u009F]"
  /// One line with something to read in it. No pattern says all of it: combining marks alone are refused as well.
  private static let newTitle = JSONSchema.string(
    TaskDraft.titleLengths, pattern: "^\(TextRules.linePattern)*[^\\s\(TextRules.hidden)]\(TextRules.linePattern)*$")
  private static let newDescription = JSONSchema.string(max: TaskDraft.longestDescription, pattern: "^\(printable)*$").nullable()
  private static let id = JSONSchema.integer(min: 1, max: .max)
  private static let time = JSONSchema.string(24...24, format: "date-time")
  private static let condition = JSONSchema.Member.optional(
    "If-Match", JSONSchema.string().described("ETags, one of which the task has to have, or *"))
  private static let retryName = JSONSchema.Member.optional(
    "Idempotency-Key",
    JSONSchema.string(1...255, pattern: "^[!-~]+$").described("Names the request for 24 hours: a retry repeats the first answer"))

  static let query = RequestSchema.query(
    .optional("page", .integer(min: 1, max: .max)),
    .optional("limit", .integer(min: Int64(TaskPageRequest.limits.lowerBound), max: Int64(TaskPageRequest.limits.upperBound))),
    .optional("status", .choice(TaskFilter.allCases.filter { $0 != .deleted }.map(\.rawValue))))
  static let creation = RequestSchema.json(
    .required("title", newTitle), .optional("description", newDescription), headers: [retryName])
  static let addressed = RequestSchema(path: ["id": id])
  static let addressedState = RequestSchema(path: ["id": id], headers: [condition])
  static let replacement = RequestSchema(
    path: ["id": id], headers: [condition],
    body: .json(
      .object(.required("title", newTitle), .optional("description", newDescription), .optional("completed", .boolean))))
  static let patch = RequestSchema(
    path: ["id": id], headers: [condition],
    body: .json(
      JSONSchema.object(
        .optional("title", newTitle), .optional("description", newDescription), .optional("completed", .boolean)
      ).needing(1)))

  static let one = JSONSchema.object(.required("task", task))
  static let message = JSONSchema.object(.required("message", .string(min: 1)))
  static let list = JSONSchema.object(
    .required("tasks", .array(of: task, max: TaskPageRequest.limits.upperBound)),
    .required(
      "pagination",
      .object(
        .required("page", .integer(min: 1)), .required("limit", .integer(min: 1, max: Int64(TaskPageRequest.limits.upperBound))),
        .required("total", .integer(min: 0)), .required("pages", .integer(min: 0)))))

  private static let place: [JSONSchema.Member] = [
    .optional("status", .choice(TaskFilter.allCases.map(\.rawValue))), .optional("page", .integer(min: 1, max: .max)),
  ]
  static let placeForm = RequestSchema.form(place[0], place[1])
  static let form = RequestSchema.form(
    .required("title", .string(TaskDraft.titleLengths)), .optional("description", .string(max: TaskDraft.longestDescription)),
    .optional("version", .string(1...20)), place[0], place[1])

  private static let task = JSONSchema.object(
    .required("id", id), .required("user_id", .string(36...36, format: "uuid")), .required("title", .string(TaskDraft.titleLengths)),
    .required("description", JSONSchema.string(max: TaskDraft.longestDescription).nullable()), .required("completed", .boolean),
    .required("created_at", time), .required("updated_at", time))
}
