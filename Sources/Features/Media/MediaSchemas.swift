import Core
import HTTP
import JSON

/// What the routes of media read and answer, as `/openapi.json` tells it.
enum MediaSchemas {
  private static let id = JSONSchema.string(36...36, format: "uuid")
  private static let kind = JSONSchema.choice(MediaItem.Kind.allCases.map(\.rawValue))
  private static let count = JSONSchema.integer(min: 0)
  private static let retryName = JSONSchema.Member.optional(
    "Idempotency-Key",
    JSONSchema.string(1...255, pattern: "^[!-~]+$").described("Names the request for 24 hours: a retry repeats the first answer"))

  static let query = RequestSchema.query(
    .optional("kind", kind), .optional("before", id),
    .optional("limit", .integer(min: MediaListRequest.limits.lowerBound, max: MediaListRequest.limits.upperBound)))
  static let page = RequestSchema.query(.optional("before", id), .optional("deleted", .boolean))
  static let addressed = RequestSchema(path: ["id": JSONSchema.string()])
  static let upload = RequestSchema(
    headers: [retryName],
    body: .multipart(.object(.required("file", JSONSchema.string().described("A picture or a sound; the whole body at most 25 MiB")))))
  static let file = RequestSchema(
    path: ["id": JSONSchema.string(), "file": JSONSchema.string().described("320.webp, 640.webp, 1280.webp or audio.mp3")],
    headers: MediaFile.headers)

  private static let sizes = JSONSchema.openObject().described("Addresses: 320, 640 and 1280 of a picture, audio of a sound")
  private static let media = JSONSchema.object(
    .required("id", id), .required("kind", kind), .required("bytes", count), .required("width", count.nullable()),
    .required("height", count.nullable()), .required("frames", count.nullable()),
    .required("duration", JSONSchema.number(min: 0).nullable()),
    .required("waveform", JSONSchema.array(of: .number(min: 0, max: 1), min: 50, max: 50).nullable()), .required("sizes", sizes),
    .required("created_at", .string(24...24, format: "date-time")))

  static let one = JSONSchema.object(.required("media", media))
  static let used = JSONSchema.object(
    .required("media", media),
    .required(
      "uses",
      .array(of: .object(.required("kind", .string()), .required("id", .integer(min: 1)), .required("link", .string())))))
  static let list = JSONSchema.object(
    .required("media", .array(of: media, max: Int(MediaListRequest.limits.upperBound))), .required("next", id.nullable()),
    .required("used", count), .required("quota", count))
  static let deleted = JSONSchema.object(.required("id", id))
}

extension MediaFile {
  /// What requests for a file may say.
  public static let headers: [JSONSchema.Member] = [
    .optional("Range", JSONSchema.string().described("One range of bytes")),
    .optional("If-Range", JSONSchema.string().described("The ETag for which the range counts")),
    .optional("If-None-Match", JSONSchema.string().described("ETags that the caller has")),
  ]
}
