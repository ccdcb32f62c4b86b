import Engine

/// The request methods a route can be declared for.
public enum Method: String, CaseIterable, Sendable {
  case get = "GET"
  case head = "HEAD"
  case post = "POST"
  case put = "PUT"
  case patch = "PATCH"
  case delete = "DELETE"
  case options = "OPTIONS"

  /// Nil for a method no route can have.
  public init?(_ method: Request.Method) { self.init(rawValue: method.rawValue) }

  /// GET and HEAD: nothing changes. (OPTIONS changes nothing either, but no page or form sends it.)
  public var isSafe: Bool { self == .get || self == .head || self == .options }

  var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
