import Core
import HTTP
import JSON
import People

/// What the routes of the search read and answer, as `/openapi.json` tells it.
enum SearchSchemas {
  private static let day = JSONSchema.string(10...10, format: "date").described(
    "A day of UTC, included")

  static let query = RequestSchema.query(
    .required("q", .string(SearchForm.lengths)),
    .optional("kind", .choice(SearchForm.kinds).described("All but people when left out")),
    .optional("person", JSONSchema.string().described("A username: only what they made")),
    .optional("room", JSONSchema.string().described("A room: only its messages")),
    .optional("from", day), .optional("to", day),
    .optional("before", JSONSchema.string().described("The `next` of the page before")),
    .optional(
      "limit", .integer(min: SearchForm.limits.lowerBound, max: SearchForm.limits.upperBound)))

  static let page = RequestSchema.query(
    .optional("q", .string()), .optional("kind", .string()), .optional("person", .string()),
    .optional("room", .string()),
    .optional("from", .string()), .optional("to", .string()), .optional("before", .string()),
    .optional("limit", .string()))

  static let typed = RequestSchema.query(.optional("q", .string()))

  private static let result = JSONSchema.object(
    .required("kind", .choice(SearchForm.kinds)), .required("id", .integer(min: 1)),
    .required("title", .string(0...200)),
    .required(
      "html",
      JSONSchema.string().described(
        "Text around the first match, with each matching word in `mark`")),
    .required("link", .string()), .required("author", PeopleSchemas.user.nullable()),
    .required("room", JSONSchema.string().nullable()),
    .required("created_at", .string(24...24, format: "date-time")))

  static let answer = JSONSchema.object(
    .required("results", .array(of: result, max: Int(SearchForm.limits.upperBound))),
    .required("next", JSONSchema.string().nullable()),
    .optional("people", .array(of: PeopleSchemas.personObject, max: SearchService.fewPeople)))
}
