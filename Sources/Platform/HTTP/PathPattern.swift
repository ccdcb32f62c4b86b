/// A route's path: `/api/tasks/{id}`, `/@{name}`, or `/assets/{path...}` for everything below.
public struct PathPattern: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
  enum Segment: Hashable, Sendable {
    case literal(String)
    /// A segment that begins so; the rest of it is the value.
    case parameter(prefix: String, name: String)
    /// The rest of the path, slashes included; only in the end.
    case rest(String)
  }

  /// The pattern as written.
  public let description: String
  let segments: [Segment]

  /// - Precondition: starts with `/`; every `{name}` ends its segment, is named once, and `{name...}` stands last.
  public init(stringLiteral text: String) { self.init(text) }

  /// As the literal, for patterns put together at start.
  public init(_ text: String) {
    precondition(text.hasPrefix("/"), "a path starts with a slash: \(text)")
    description = text
    segments = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map { part in
      guard let brace = part.firstIndex(of: "{") else { return .literal(String(part)) }
      precondition(part.hasSuffix("}") && part.firstIndex(of: "}") == part.lastIndex(of: "}"), "a parameter ends its segment: \(text)")
      let (prefix, name) = (String(part[..<brace]), part[brace...].dropFirst().dropLast())
      guard name.hasSuffix("...") else { return .parameter(prefix: prefix, name: String(name)) }
      precondition(prefix.isEmpty, "the rest begins a segment: \(text)")
      return .rest(String(name.dropLast(3)))
    }
    precondition(Set(parameterNames).count == parameterNames.count, "a parameter is named once: \(text)")
    precondition(!segments.dropLast().contains { if case .rest = $0 { true } else { false } }, "the rest stands last: \(text)")
  }

  /// Patterns are equal when they are written alike.
  public static func == (left: Self, right: Self) -> Bool { left.description == right.description }

  /// By what is written.
  public func hash(into hasher: inout Hasher) { hasher.combine(description) }

  /// The names in order.
  public var parameterNames: [String] {
    segments.compactMap {
      switch $0 {
      case .literal: nil
      case .parameter(_, let name), .rest(let name): name
      }
    }
  }

  /// True when the pattern is one fixed path.
  var isFixed: Bool { parameterNames.isEmpty }

  /// The path as OpenAPI writes it.
  var template: String {
    "/"
      + segments.map {
        switch $0 {
        case .literal(let text): text
        case .parameter(let prefix, let name): "\(prefix){\(name)}"
        case .rest(let name): "{\(name)}"
        }
      }.joined(separator: "/")
  }
}

/// The values a path had for its pattern's parameters, percent-decoded. A longer value than is kept leads nowhere.
public struct PathParameters: Sendable {
  /// Longest value of a parameter, in bytes, and longest rest of a path.
  static let (maximumBytes, maximumRestBytes) = (256, 1_024)
  let names: [String]
  let values: [String]

  /// Of a fixed path.
  public static let none = PathParameters(names: [], values: [])

  /// The value of that name; nil when the pattern has none.
  public subscript(name: String) -> String? {
    guard let index = names.firstIndex(of: name), index < values.count else { return nil }
    return values[index]
  }
}
