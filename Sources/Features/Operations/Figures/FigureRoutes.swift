import Core
import Design
import HTTP
import JSON
import Web

/// `/admin/figures`: how the server was in the last hour or day.
struct FigureRoutes: Sendable {
  static let path = "/admin/figures"
  static func path(_ range: FigureRange) -> String { Link("admin", "figures", query: ["range": range.rawValue]).text }

  let figures: FigureService
  let site: Site

  var routes: [Route] {
    [
      .either(
        .get, "/admin/figures", .permission(.admin), "How the server was in the last hour or day", tag: "Operations",
        request: .query(.optional("range", Self.range)), answers: [.json(200, "Series of points", Self.schema)], handler: show)
    ]
  }

  private static let range = JSONSchema.choice(FigureRange.allCases.map(\.rawValue))
  private static let schema = JSONSchema.object(
    .required("range", range), .required("step_s", .integer(min: 60, max: 900)),
    .required(
      "series",
      .array(
        of: .object(
          .required("name", .choice(FigureName.allCases.map(\.rawValue))), .required("unit", .choice(["count", "ms", "MB"])),
          .required(
            "points",
            .array(
              of: JSONSchema.array(of: .anyOf(.string(24...24, format: "date-time"), JSONSchema.number(min: 0).nullable()), max: 2), max: 96
            )
          )), max: FigureName.allCases.count)))

  private func show(_ call: Call) async throws -> Response {
    let range = try Fields.read(call.query()) { $0.optionalChoice("range", of: FigureRange.self) ?? .hour }
    let report = try await figures.report(call.scope, range)
    guard call.wantsPage else { return .json { report.write(to: &$0) } }
    return .page(FiguresPage(report: report, visit: Visit(site, call)))
  }
}

extension FigureReport {
  fileprivate func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("range", range.rawValue)
      json.field("step_s", range.step.components.seconds)
      json.key("series")
      json.array { json in
        for one in series {
          json.object { json in
            json.field("name", one.name.rawValue)
            json.field("unit", one.name.unit)
            json.key("points")
            json.array { json in
              for point in one.points {
                json.array { json in
                  json.string(point.at.iso8601)
                  if let value = point.value { json.double(value) } else { json.null() }
                }
              }
            }
          }
        }
      }
    }
  }
}
