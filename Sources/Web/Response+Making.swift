import Core
import Engine
import HTML
import HTTP
import JSON

extension Response {
  /// JSON that was written before.
  public static func json(_ status: Int = 200, _ bytes: [UInt8]) -> Response {
    Response(status: status, headers: jsonHeaders, body: .bytes(bytes))
  }

  /// JSON written here.
  public static func json(_ status: Int = 200, _ write: (inout JSONWriter) throws -> Void) rethrows -> Response {
    var json = JSONWriter()
    try write(&json)
    return .json(status, json.bytes)
  }

  /// `{"success":true,"data":{…}}`: `write` gives the members of `data`.
  public static func success(_ status: Int = 200, _ write: (inout JSONWriter) throws -> Void) rethrows -> Response {
    try .json(status) { json in
      json.beginObject()
      json.field("success", true)
      json.key("data")
      json.beginObject()
      try write(&json)
      json.endObject()
      json.endObject()
    }
  }

  /// `{"success":true,"data":{"message":…}}`.
  public static func success(_ status: Int = 200, message: String) -> Response {
    .success(status) { $0.field("message", message) }
  }

  /// A page, with status 200. A refused form gets its status from `Route.form`.
  public static func page(_ page: some HTML) -> Response { .page(200, page) }

  public static func page(_ status: Int, _ page: some HTML) -> Response {
    Response(status: status, headers: htmlHeaders, body: .bytes(page.rendered()))
  }

  /// A body of unknown length, sent piece by piece. If `write` throws, the connection is cut, so that the client notices.
  public static func streamed(
    _ type: String, _ write: @escaping @Sendable (_ send: @escaping @Sendable ([UInt8]) async throws -> Void) async throws -> Void
  ) -> Response {
    Response(
      status: 200, headers: Headers(["Content-Type": type]),
      body: .stream { writer in try await write { try await writer.write($0) } })
  }

  /// 303, to be followed with GET. `path` is a path of this site; for one from a client use `LocalPath`.
  public static func redirect(to path: String) -> Response {
    Response(status: 303, headers: Headers(["Location": path]))
  }

  /// 304: the caller has it.
  public static var notModified: Response { Response(status: 304) }

  /// 204.
  public static var noContent: Response { Response(status: 204) }

  /// The same with one more header. Control characters cannot get through.
  public func with(_ name: String, _ value: String) -> Response {
    var copy = self
    copy.headers.add(name, value)
    return copy
  }

  /// The same with a cookie.
  public func with(_ cookie: SetCookie) -> Response { with("Set-Cookie", cookie.header) }

  /// With `Retry-After`, if the error has one.
  public func retrying(after error: AppError) -> Response {
    guard let wait = error.retryAfter else { return self }
    return with("Retry-After", String(max(1, (wait.wholeMicroseconds + 999_999) / 1_000_000)))
  }

  static let jsonHeaders = Headers(["Content-Type": "application/json"])
  static let htmlHeaders = Headers(["Content-Type": "text/html; charset=utf-8"])
}
