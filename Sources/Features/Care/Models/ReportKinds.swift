import Core

/// The kinds of things that can be reported, of all features.
struct ReportKinds: Sendable {
  private let kinds: [String: any Reportable]

  init(_ kinds: [any Reportable]) { self.kinds = Dictionary(kinds.map { ($0.kind, $0) }, uniquingKeysWith: { first, _ in first }) }

  subscript(kind: String) -> (any Reportable)? { kinds[kind] }
  var names: [String] { kinds.keys.sorted() }
  var all: [any Reportable] { names.compactMap { kinds[$0] } }

  /// The things that cases are about: one query for each kind, or a few.
  func listed(_ cases: [Case], at now: Timestamp, in snapshot: Snapshot) async throws -> [ListedCase] {
    var things: [String: [String: ReportedThing]] = [:]
    for (kind, cases) in Dictionary(grouping: cases, by: \.kind) {
      things[kind] = try await kinds[kind]?.things(Array(Set(cases.map(\.key))).sorted(), in: snapshot)
    }
    return cases.map { one in
      ListedCase(
        record: one, thing: things[one.kind]?[one.key], label: kinds[one.kind]?.label ?? one.kind, holder: one.holder(at: now)?.username)
    }
  }
}
