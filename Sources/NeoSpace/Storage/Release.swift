import SQL

/// A release of NeoSpace, as far as the schema knows it.
struct Release: Sendable, Equatable {
  let version: String
  /// What this release added to the schema.
  let steps: Set<String>

  /// Those before the one in the making, oldest first. When a release is made, its steps get a line here.
  static let earlier = [
    Release(
      version: "0.1.0",
      steps: [
        "0001_core", "0001_accounts", "0001_chat", "0002_archive", "0001_tasks", "0002_accounts", "0001_downloads", "0003_accounts",
      ])
  ]

  /// The release that brought a step. What no earlier one brought belongs to this program's.
  static func bringing(_ step: String) -> String { earlier.first { $0.steps.contains(step) }?.version ?? NeoSpace.version }

  /// The steps of a release and of all releases before it. Nil when the release is unknown.
  static func steps(upTo wanted: String) throws(SQLError) -> Set<String>? {
    if wanted == NeoSpace.version { return Set(try Features.migrations().joined().map(\.name)) }
    guard let last = earlier.firstIndex(where: { $0.version == wanted }) else { return nil }
    return earlier[...last].reduce(into: []) { $0.formUnion($1.steps) }
  }
}
