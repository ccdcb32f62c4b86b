import Engine

extension Response {
  /// A generated stylesheet. It must be the same for everybody, because caches may share it for an hour.
  public static func stylesheet(_ bytes: [UInt8]) -> Response { stylesheet(bytes, caching: "public, max-age=3600") }

  /// A stylesheet of one member's own. Nothing keeps it.
  public static func ownStylesheet(_ bytes: [UInt8]) -> Response { stylesheet(bytes, caching: "private, no-store") }

  private static func stylesheet(_ bytes: [UInt8], caching: String) -> Response {
    Response(headers: Headers(["Content-Type": "text/css; charset=utf-8", "Cache-Control": caching]), body: .bytes(bytes))
  }
}
