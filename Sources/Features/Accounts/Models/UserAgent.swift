/// What a client calls itself, shown in a member's list of sessions: at most 255 characters, no control characters.
public struct UserAgent: Sendable {
  let text: String

  public init(_ header: String?) {
    let printable = (header ?? "").unicodeScalars.lazy.filter { $0.properties.generalCategory != .control }
    text = String(String.UnicodeScalarView(printable.prefix(255)))
  }
}
