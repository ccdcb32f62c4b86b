import Core
import HTTP
import JSON

/// What the routes of archives read and answer, as `/openapi.json` tells it.
enum PortabilitySchemas {
  private static let id = JSONSchema.integer(min: 1, max: .max)
  private static let count = JSONSchema.integer(min: 0)

  static let addressed = RequestSchema(path: ["id": JSONSchema.string()])
  static let upload = RequestSchema(
    body: .multipart(.object(.required("archive", JSONSchema.string().described("A ZIP archive as /settings/export makes it")))))

  private static let part = JSONSchema.object(
    .required("name", .string()), .required("created", count), .required("skipped", count),
    .required(
      "refused", .array(of: .object(.required("path", .string()), .required("why", .string())), max: Import.Part.mostRefusals)),
    .required("carried", .boolean))

  static let one = JSONSchema.object(
    .required("id", id), .required("state", .choice(Import.State.allCases.map(\.rawValue))), .required("parts", .array(of: part)),
    .required("error", JSONSchema.string().nullable()), .required("created_at", .string(24...24, format: "date-time")))
}
