import Core

/// Asks the kinds of things for what a member may see.
public struct SubjectKinds: Sendable {
  private let kinds: [SubjectName: any SubjectKind]

  public init(_ kinds: [any SubjectKind]) {
    self.kinds = Dictionary(kinds.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Those of the things that the caller may see. One query for each kind among them.
  public func cards<Thing>(
    of things: [Thing], _ kind: KeyPath<Thing, SubjectName>, _ id: KeyPath<Thing, Int64>, to scope: Scope, at snapshot: Snapshot
  ) async throws -> [SubjectName: [Int64: SubjectCard]] {
    var cards: [SubjectName: [Int64: SubjectCard]] = [:]
    for (name, some) in Dictionary(grouping: things, by: { $0[keyPath: kind] }) {
      cards[name] = try await kinds[name]?.show(some.map { $0[keyPath: id] }, to: scope, at: snapshot)
    }
    return cards
  }
}
