import Engine

extension Response {
  /// A Standard MIDI File.
  public static func midi(_ bytes: [UInt8]) -> Response { Response(headers: Headers(["Content-Type": "audio/midi"]), body: .bytes(bytes)) }

  /// A text as it is. Browsers show it and run nothing of it.
  public static func plainText(_ text: String) -> Response {
    Response(headers: Headers(["Content-Type": "text/plain; charset=utf-8"]), body: .bytes(Array(text.utf8)))
  }
}
