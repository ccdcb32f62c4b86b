import Core
import HTTP
import JSON

/// What the routes of the feed read and answer, as `/openapi.json` tells it.
enum FeedSchemas {
  private static let kinds = SubjectName.inFeeds.map(\.rawValue)

  static let query = RequestSchema.query(
    .optional("kind", .choice(kinds)), .optional("person", JSONSchema.string(1...64).described("A username: only what they published")),
    .optional("before", JSONSchema.string(max: 64).described("The `next` of an earlier answer")),
    .optional("limit", .integer(min: FeedRequest.limits.lowerBound, max: FeedRequest.limits.upperBound)))

  static let page = RequestSchema.query(
    .optional("kind", .string()), .optional("person", .string()), .optional("before", .string()), .optional("limit", .string()))

  private static let user = JSONSchema.object(
    .required("id", .integer(min: 1)), .required("username", .string()), .required("display_name", .string()),
    .required("color", .integer(min: 0, max: 7)), .required("avatar_url", .string()))
  private static let entry = JSONSchema.object(
    .required("id", .integer(min: 1)), .required("kind", .choice(kinds)), .required("author", user), .required("title", .string(0...200)),
    .required("link", .string()), .required("html", .string()), .required("created_at", .string(24...24, format: "date-time")))

  static let answer = JSONSchema.object(
    .required("entries", .array(of: entry, max: Int(FeedRequest.limits.upperBound))), .required("next", JSONSchema.string().nullable()))
}
