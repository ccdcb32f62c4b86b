import Core
import SQL

/// Cats, as members report them. A cat has no owner, so staff cannot warn, mute or ban anybody for it.
struct ReportedCatRows: Reportable {
  let kind = "cat"
  let label = "Cat"
  let removal: (any StaffRemoval)?

  func key(of id: String, at now: Timestamp, in snapshot: Snapshot) async throws -> String? { Cat(rawValue: id)?.name }

  func sight(
    of key: String, with others: [String], for member: Member, at now: Timestamp, in snapshot: Snapshot
  ) async throws -> ReportSight {
    try await things([key], in: snapshot)[key].map { .seen($0) } ?? .hidden
  }

  func things(_ keys: [String], in snapshot: Snapshot) async throws -> [String: ReportedThing] {
    keys.compactMap { Cat(rawValue: $0) }.reduce(into: [:]) { things, cat in
      things[cat.name] = ReportedThing(
        id: cat.name, owner: nil, name: "Cat \(cat.title)", link: CatPath.cat(cat), text: "\(cat.title) of the \(cat.nature.faction.name)")
    }
  }
}

/// How staff remove a cat: they switch it off. What it has noticed stays.
struct CatRemoval: StaffRemoval {
  let keeping: NoticingService

  func remove(_ key: String, at now: Timestamp, in transaction: Transaction) async throws -> StaffRemovalOutcome {
    guard let cat = Cat(rawValue: key) else { return .unknown }
    return try await keeping.setAwake(false, cat, at: now, in: transaction).map { .removed($0) } ?? .gone
  }

  func restore(_ key: String, at now: Timestamp, in transaction: Transaction) async throws -> [Event]? {
    guard let cat = Cat(rawValue: key) else { return nil }
    return try await keeping.setAwake(true, cat, at: now, in: transaction) ?? []
  }
}
