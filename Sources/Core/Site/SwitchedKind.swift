/// Things of a feature that can be switched off: feed and search show none of them while it is.
public struct SwitchedKind: SubjectKind {
  private let kind: any SubjectKind
  private let feature: FeatureSwitch

  public init(_ kind: any SubjectKind, by feature: FeatureSwitch) {
    self.kind = kind
    self.feature = feature
  }

  public var name: SubjectName { kind.name }
  public var noun: String { kind.noun }
  public var isInFeed: Bool { kind.isInFeed }
  public var isInSearch: Bool { kind.isInSearch }

  public func show(_ ids: [Int64], to scope: Scope, at snapshot: Snapshot) async throws -> [Int64: SubjectCard] {
    scope.gate.off.contains(feature) ? [:] : try await kind.show(ids, to: scope, at: snapshot)
  }

  public func documents(below bound: Int64, limit: Int, in transaction: Transaction) async throws -> SubjectBatch {
    try await kind.documents(below: bound, limit: limit, in: transaction)
  }
}
