import Engine

extension Response {
  /// A web app manifest. It must be the same for everybody, because caches may share it for an hour.
  public static func manifest(_ bytes: [UInt8]) -> Response {
    Response(
      headers: Headers(["Content-Type": "application/manifest+json; charset=utf-8", "Cache-Control": "public, max-age=3600"]),
      body: .bytes(bytes))
  }
}
