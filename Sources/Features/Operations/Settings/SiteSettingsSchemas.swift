import Core
import HTTP
import JSON

/// What the routes of the site's settings read and answer, as `/openapi.json` tells it.
enum SiteSettingsSchemas {
  private static let position = JSONSchema.choice(SiteChange.Position.allCases.map(\.rawValue))
  private static let signUp = JSONSchema.choice(SignUpMode.allCases.map(\.rawValue))
  private static let mode = JSONSchema.choice(SiteMode.allCases.map(\.rawValue))
  private static let hours = JSONSchema.integer(
    min: Int64(SiteSettings.newcomerHours.lowerBound), max: Int64(SiteSettings.newcomerHours.upperBound))
  private static let version = JSONSchema.integer(min: 1, max: .max)
  private static let texts: [(String, JSONSchema)] = [
    ("name", .string(SiteSettings.nameLengths)), ("welcome", .string(SiteSettings.welcomeLengths)),
    ("rules", .string(SiteSettings.rulesLengths)), ("contact", .string(SiteSettings.contactLengths)), ("sign_up", signUp),
    ("newcomer_hours", hours), ("mode", mode), ("mode_message", .string(SiteSettings.messageLengths)),
  ]
  private static let all = texts + FeatureSwitch.allCases.map { ($0.rawValue, position) }

  static let settings = JSONSchema.object([.required("version", version)] + all.map { .required($0.0, $0.1) })
  static let change = RequestSchema(body: .json(.object([.required("version", version)] + all.map { .optional($0.0, $0.1) })))
  static let rules = JSONSchema.object(
    .required("name", .string()), .required("rules", .string().described("Markdown")), .required("html", .string()),
    .required("contact", .string()))
  static let page = RequestSchema.query(.optional("saved", .boolean))
}
