import Engine

extension Response {
  /// A generated stylesheet. It must be the same for everybody, because caches may share it for an hour.
  public static func stylesheet(_ bytes: [UInt8]) -> Response {
    Response(headers: Headers(["Content-Type": "text/css; charset=utf-8", "Cache-Control": "public, max-age=3600"]), body: .bytes(bytes))
  }
}
