import Encoding
import JSON

/// Finds the endpoint of a method and path. Built once, then read from any thread.
///
/// Fixed paths are found by one hash look-up; patterns by walking a trie, literal segments before parameters (those with a prefix first) before the rest.
/// A fixed path has the methods declared for it and no others: `DELETE /tasks/new` is not a task called `new`.
/// Paths are compared as bytes and taken as they are: `/tasks/` is not `/tasks`, `//` and `..` are segments like others (and match no literal).
public struct Router<Rules: Sendable, Handler: Sendable>: Sendable {
  /// What it finds.
  public typealias Route = Endpoint<Rules, Handler>

  /// What became of a method and path.
  public enum Match: Sendable {
    case found(Route, PathParameters)
    /// The path exists for other methods, listed as `Allow` writes them.
    case methodNotAllowed(allow: String)
    case notFound
    /// The path is not UTF-8 or holds a `%` without two hex digits.
    case malformed
  }

  private struct Table: Sendable {
    var byMethod: [Method: Route] = [:]

    func route(for method: Method?) -> Route? {
      guard let method else { return nil }
      return byMethod[method] ?? (method == .head ? byMethod[.get] : nil)
    }
  }

  /// What a search passed that has the path, but not the method.
  private struct Refusals {
    var tables: [Table] = []
    /// The path is a fixed one: patterns that fit it too are not asked.
    var isFixed = false
  }

  private struct Node: Sendable {
    var literals: [ShortName: Int] = [:]
    var prefixed: [(prefix: String, next: Int)] = []
    var parameter: Int?
    var rest: Table?
    var here: Table?
  }

  private var fixed: [ShortName: Table] = [:]
  private var nodes: [Node] = [Node()]
  /// All routes, in the order given.
  public let routes: [Route]

  /// - Precondition: no method and path is declared twice, parameter names notwithstanding.
  public init(_ routes: [Route]) {
    self.routes = routes
    for route in routes {
      if route.pattern.isFixed, !ShortName(route.pattern.description).isTooLong {
        Self.insert(route, into: &fixed[ShortName(route.pattern.description), default: Table()])
      }
      insertIntoTrie(route)
    }
  }

  /// - Parameters:
  ///   - method: nil for one that no route has.
  ///   - path: as it came, percent-encoded, without query.
  public func match(_ method: Method?, _ path: String) -> Match {
    if let method, let table = fixed[ShortName(path)], let route = table.route(for: method) { return .found(route, .none) }
    guard path.utf8.first == UInt8(ascii: "/") else { return .notFound }
    var segments: [String] = []
    for part in path.utf8.dropFirst().split(separator: UInt8(ascii: "/"), maxSplits: 63, omittingEmptySubsequences: false) {
      guard let segment = PercentCoding.decode(part, plusIsSpace: false) else { return .malformed }
      segments.append(segment)
    }
    var others = Refusals()
    var values: [String] = []
    if let route = find(method, segments[...], from: 0, values: &values, others: &others) {
      return .found(route, PathParameters(names: route.pattern.parameterNames, values: values))
    }
    guard !others.tables.isEmpty else { return .notFound }
    return .methodNotAllowed(allow: Self.allow(others.tables.flatMap { $0.byMethod.keys }))
  }

  private func find(
    _ method: Method?, _ segments: ArraySlice<String>, from index: Int, values: inout [String], others: inout Refusals
  ) -> Route? {
    let node = nodes[index]
    guard let segment = segments.first else {
      guard let table = node.here else { return nil }
      if let route = table.route(for: method) { return route }
      others.tables.append(table)
      others.isFixed = values.isEmpty
      return nil
    }
    if let next = node.literals[ShortName(segment)],
      let route = find(method, segments.dropFirst(), from: next, values: &values, others: &others)
    {
      return route
    }
    if others.isFixed { return nil }
    let isValue = !segment.isEmpty && segment.utf8.count <= PathParameters.maximumBytes
    for (prefix, next) in node.prefixed
    where isValue && segment.utf8.starts(with: prefix.utf8) && segment.utf8.count > prefix.utf8.count {
      values.append(String(Substring(segment.utf8.dropFirst(prefix.utf8.count))))
      if let route = find(method, segments.dropFirst(), from: next, values: &values, others: &others) { return route }
      values.removeLast()
    }
    if let next = node.parameter, isValue {
      values.append(segment)
      if let route = find(method, segments.dropFirst(), from: next, values: &values, others: &others) { return route }
      values.removeLast()
    }
    if let table = node.rest, segments.reduce(0, { $0 + $1.utf8.count + 1 }) <= PathParameters.maximumRestBytes {
      if let route = table.route(for: method) {
        values.append(segments.joined(separator: "/"))
        return route
      }
      others.tables.append(table)
    }
    return nil
  }

  private mutating func insertIntoTrie(_ route: Route) {
    var index = 0
    for segment in route.pattern.segments {
      switch segment {
      case .literal(let text):
        precondition(!ShortName(text).isTooLong, "a segment is a short name: \(text)")
        if let next = nodes[index].literals[ShortName(text)] {
          index = next
        } else {
          nodes.append(Node())
          nodes[index].literals[ShortName(text)] = nodes.count - 1
          index = nodes.count - 1
        }
      case .parameter(let prefix, _) where !prefix.isEmpty:
        if let known = nodes[index].prefixed.first(where: { $0.prefix == prefix }) {
          index = known.next
        } else {
          nodes.append(Node())
          nodes[index].prefixed.append((prefix, nodes.count - 1))
          index = nodes.count - 1
        }
      case .parameter:
        if let next = nodes[index].parameter {
          index = next
        } else {
          nodes.append(Node())
          nodes[index].parameter = nodes.count - 1
          index = nodes.count - 1
        }
      case .rest:
        Self.insert(route, into: &nodes[index].rest)
        return
      }
    }
    Self.insert(route, into: &nodes[index].here)
  }

  private static func insert(_ route: Route, into table: inout Table?) {
    var present = table ?? Table()
    insert(route, into: &present)
    table = present
  }

  private static func insert(_ route: Route, into table: inout Table) {
    precondition(table.byMethod[route.method] == nil, "declared twice: \(route.method) \(route.pattern)")
    table.byMethod[route.method] = route
  }

  /// `GET, HEAD, POST`: in the order methods are usually listed, each once, HEAD wherever there is GET.
  private static func allow(_ methods: [Method]) -> String {
    var present = Set(methods)
    if present.contains(.get) { present.insert(.head) }
    return Method.allCases.filter(present.contains).map(\.rawValue).joined(separator: ", ")
  }
}
