/// A `Content-Type` value: type, subtype, parameters.
public struct MediaType: Equatable, Sendable, CustomStringConvertible {
  /// `application/json`, in lower case, without parameters.
  public let essence: String
  private let parameters: [Parameter]

  private struct Parameter: Equatable, Sendable {
    let name: String
    let value: String
  }

  /// Nil if the text is not a media type.
  public init?(_ text: some StringProtocol) {
    var reader = FieldReader(text)
    reader.skipSpaces()
    guard let type = reader.token(), reader.take("/"), let subtype = reader.token(), let found = reader.parameters(), reader.isAtEnd else {
      return nil
    }
    essence = "\(type)/\(subtype)".lowercased()
    parameters = found.map { Parameter(name: $0.name, value: $0.value) }
  }

  /// The first parameter of that name (lower case).
  public func parameter(_ name: String) -> String? { parameters.first { $0.name == name }?.value }

  /// The charset in lower case, when one is given; empty for what can be the name of none.
  public var charset: String? {
    parameter("charset").map { $0.utf8.count <= 64 && $0.utf8.allSatisfy(FieldSyntax.isTokenByte) ? $0.lowercased() : "" }
  }

  /// True when the text is UTF-8 as far as the header says: no charset, `utf-8`, or its subset `us-ascii`.
  public var isUTF8: Bool {
    switch charset {
    case nil, "utf-8", "utf8", "us-ascii": true
    default: false
    }
  }

  /// Essence and parameters, normalised.
  public var description: String { parameters.reduce(essence) { "\($0); \($1.name)=\($1.value)" } }
}
