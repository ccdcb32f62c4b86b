import Core
import HTTP
import JSON
import Relations

/// What the routes of people read and answer, as `/openapi.json` tells it.
public enum PeopleSchemas {
  private static let id = JSONSchema.integer(min: 1, max: .max)
  /// `user`, as everywhere.
  public static let user = JSONSchema.object(
    .required("id", id), .required("username", .string()), .required("display_name", .string()),
    .required("color", .integer(min: 0, max: 7)), .required("avatar_url", .string()))
  private static let relationObject = JSONSchema.object(
    .required("following", .choice(["none", "requested", "following"])), .required("follows_me", .boolean),
    .required("requests_me", .boolean), .required("blocked", .boolean), .required("muted", .boolean),
    .required("can_message", .boolean))
  /// `person`, as in every list.
  public static let personObject = JSONSchema.object(
    .required("user", user), .required("bio", JSONSchema.string().nullable()),
    .required("status_message", JSONSchema.string().nullable()), .required("status_emoji", JSONSchema.string().nullable()),
    .required("theme", JSONSchema.string().nullable()), .required("online", JSONSchema.boolean.nullable()),
    .required("relation", relationObject.nullable()))

  static let person = JSONSchema.object(.required("person", personObject))
  static let relation = JSONSchema.object(.required("relation", relationObject))
  static let people = JSONSchema.object(
    .required("people", .array(of: personObject, max: Int(PeoplePage.limits.upperBound))), .required("next", JSONSchema.string().nullable())
  )
  static let list = RequestSchema.query(
    .optional("list", .choice(FollowList.allCases.map(\.rawValue))), .optional("before", .string(1...100)),
    .optional("limit", .integer(min: 1, max: 100)))
  static let listPage = RequestSchema.query(
    .optional("list", .choice(FollowList.allCases.map(\.rawValue))), .optional("before", .string(1...100)))
  private static let filters: [JSONSchema.Member] = [
    .optional("q", .string(max: DirectoryRequest.longestFilter)), .optional("status", .choice(["1"])),
    .optional("theme", .choice(DirectoryRequest.Theme.allCases.map(\.rawValue))),
    .optional("order", .choice(DirectoryRequest.Order.allCases.map(\.rawValue))), .optional("before", .string(1...100)),
  ]
  static let directory = RequestSchema.query(
    filters[0], filters[1], filters[2], filters[3], filters[4], .optional("limit", .integer(min: 1, max: 100)))
  static let directoryPage = RequestSchema.query(filters[0], filters[1], filters[2], filters[3], filters[4])
  static let topEight = RequestSchema.json(
    .required("usernames", JSONSchema.array(of: .string(1...20), max: TopEight.most).described("Different people the member follows")))
  static let topEightForm = RequestSchema.form(.optional("place", JSONSchema.string(max: 20).described("Eight of them, in order")))
  static let users = JSONSchema.object(.required("people", .array(of: user, max: TopEight.most)))
  static let saved = RequestSchema.query(.optional("saved", .boolean))
  static let action = RequestSchema.form(.optional("next", .string(max: 2_000)))
}
