import HTTP
import JSON

/// What the routes of this feature answer, as `/openapi.json` tells it.
enum OverviewSchemas {
  private static let moment = JSONSchema.string(24...24, format: "date-time")
  private static let count = JSONSchema.integer(min: 0)
  private static let unsure = count.nullable()

  static let overview = JSONSchema.object(
    .required("at", moment), .required("node", JSONSchema.string().nullable()), .required("version", .string()),
    .required("uptime_s", unsure),
    .required(
      "people",
      .object(.required("total", count), .required("banned", count), .required("joined_24h", count), .required("active_24h", count))),
    .required("live", .object(.required("sockets", unsure), .required("members", count), .required("rooms", count))),
    .required(
      "messages", .object(.required("last_minute", unsure), .required("last_hour", unsure), .required("last_24h", unsure))),
    .required("care", .object(.required("open_cases", unsure), .required("open_appeals", unsure))),
    .optional(
      "database",
      .object(
        .required("kind", .choice(["sqlite", "postgres"])), .required("bytes", unsure), .required("queued_writes", count),
        .required("commit_ms_p50", JSONSchema.number(min: 0).nullable()), .required("commit_ms_p99", JSONSchema.number(min: 0).nullable()),
        .required("slow_statements", count))),
    .optional("disk", .object(.required("free_bytes", unsure), .required("total_bytes", unsure))),
    .optional(
      "backup",
      .object(.required("last_at", moment.nullable()), .required("bytes", unsure), .required("verified_at", moment.nullable()))),
    .optional(
      "mail",
      .object(
        .required("configured", .boolean), .required("sent_at", moment.nullable()), .required("failed_24h", unsure),
        .required("last_error", JSONSchema.string().nullable()))),
    .optional(
      "jobs",
      .array(
        of: .object(
          .required("name", .string()), .required("last_at", moment), .required("ms", count),
          .required("error", JSONSchema.string().nullable())))),
    .optional(
      "checks",
      .array(
        of: .object(
          .required("name", .string()), .required("state", .choice(Check.State.allCases.map(\.rawValue))), .required("text", .string()),
          .required("link", JSONSchema.string().nullable())))))
}
