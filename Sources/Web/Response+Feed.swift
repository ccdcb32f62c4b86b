import Engine

extension Response {
  /// An Atom feed.
  public static func feed(_ bytes: [UInt8]) -> Response {
    Response(headers: Headers(["Content-Type": "application/atom+xml; charset=utf-8"]), body: .bytes(bytes))
  }
}
