import Core
import HTTP
import JSON

/// What the route of this feature answers, as `/openapi.json` tells it.
enum InternalsSchemas {
  private static let moment = JSONSchema.string(24...24, format: "date-time")
  private static let count = JSONSchema.integer(min: 0)

  static let report = JSONSchema.object(
    .required("node", .object(.required("id", .string()), .required("version", .string()), .required("started_at", moment))),
    .required("mode", .choice(SiteMode.allCases.map(\.rawValue))), .required("server_time", moment),
    .required(
      "sockets",
      .array(
        of: .object(
          .required("id", .string()), .required("since", moment), .required("received", count), .required("sent", count),
          .required("waiting_bytes", count), .required("rooms", .array(of: .string()))))),
    .required(
      "rooms", .array(of: .object(.required("room", .string()), .required("epoch", .string()), .required("seq", count)))))
}
