import Core
import HTTP
import JSON

/// What the routes of gated downloads read and answer, as `/openapi.json` tells it.
enum ReleaseSchemas {
  private static let id = JSONSchema.integer(min: 1, max: .max)
  private static let time = JSONSchema.string(24...24, format: "date-time")
  private static let keyValue = JSONSchema.string(19...19, pattern: "^[0-9A-F]{4}(-[0-9A-F]{4}){3}$")
  /// No control characters but tab and line ends.
  private static let printable = "[^\\u0000-\\u0008\\u000B\\u000C\\u000E-\\u001F\\u007F-\\u009F]"
  private static let tick = JSONSchema.constant(.string("on"))
  private static let batch = KeyService.batchSizes

  static let redemption = RequestSchema.json(
    .required(
      "key_value", JSONSchema.string(pattern: "^\(printable)*$").described("A key; case, spaces and hyphens do not matter")))
  static let reviewing = RequestSchema.json(
    .required(
      "project_link", JSONSchema.string(1...ProjectLink.maximumLength, format: "uri").described("An address on the web, http or https")),
    .required("review_text", .string(ReviewDraft.textLengths, pattern: "^\(printable)*$")))
  static let generation = RequestSchema.json(.required("count", .integer(min: Int64(batch.lowerBound), max: Int64(batch.upperBound))))
  static let redemptionForm = RequestSchema.form(
    .required("key_value", .string(1...64)), .required("obligation_1", tick), .required("obligation_2", tick),
    .required("obligation_3", tick), .required("obligation_4", tick), .required("obligation_5", tick))
  static let reviewForm = RequestSchema.form(
    .required("project_link", .string(1...ProjectLink.maximumLength)), .required("review_text", .string(ReviewDraft.textLengths)))
  static let generationForm = RequestSchema.form(.required("count", .string(1...3, pattern: "^[0-9]+$")))
  static let keyQuery = RequestSchema.query(
    .optional("status", .choice(KeyFilter.allCases.map(\.rawValue))), .optional("before", id),
    .optional("limit", .integer(min: Int64(KeySliceRequest.limits.lowerBound), max: Int64(KeySliceRequest.limits.upperBound))))
  static let download = RequestSchema(
    query: [.required("token", .string(min: 1))],
    headers: [.optional("Range", .string()), .optional("If-Range", .string())])

  static let dashboard = JSONSchema.object(
    .required("id", id), .required("name", .string(1...100)), .required("email", .string(3...254)),
    .required("github_id", JSONSchema.string(1...100).nullable()), .required("has_downloaded", .boolean),
    .required("has_agreed_terms", .boolean))
  static let agreed = JSONSchema.object(.required("agreed", .constant(.bool(true))), .required("terms_agreed_at", time))
  static let ticket = JSONSchema.object(
    .required("download_token", .string(36...36, format: "uuid")), .required("expires_in", .integer(min: 1)))
  static let review = JSONSchema.object(
    .required("id", id), .required("user_id", id), .required("project_link", .string(1...ProjectLink.maximumLength)),
    .required("review_text", .string(ReviewDraft.textLengths)), .required("submitted_at", time))
  static let keyList = JSONSchema.array(of: key, max: 100)
  static let keyPage = JSONSchema.object(
    .required("total", .integer(min: 0)), .required("used", .integer(min: 0)), .required("unused", .integer(min: 0)),
    .required("keys", keyList))

  private static let key = JSONSchema.object(
    .required("id", id), .required("key_value", keyValue), .required("used", .boolean), .required("created_at", time),
    .required("used_at", time.nullable()), .required("used_by", JSONSchema.string(max: 254).nullable()))
}
