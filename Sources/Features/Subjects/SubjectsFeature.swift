import Composition
import Core
import SQL

/// What feed and search know of the things of all features: the index of the search, and the ledger of what members publish.
public struct SubjectsFeature: Feature {
  public static let name = "subjects"

  public static let memberTables: [MemberTable] = [.erased("feed_entries", because: "they list what the member made, which is exported")]

  public let kinds: [any SubjectKind]
  public let index: SearchIndexService
  public let search: SearchRepository
  private let work: UnitOfWork

  public static func migrations() throws(SQLError) -> [Migration] { try SubjectsMigrations.all() }

  public init(_ context: FeatureContext) {
    self.init(work: context.work, database: context.database, kinds: context.subjectKinds)
  }

  public init(work: UnitOfWork, database: Database, kinds: [any SubjectKind]) {
    self.work = work
    self.kinds = kinds
    search = SearchRepository(database)
    index = SearchIndexService(work: work, kinds: kinds, search: search)
  }

  public func erase(_ scope: Scope, everythingOf user: UserID) async throws {
    try scope.require(.admin)
    try await work.transaction { try await LedgerRepository().forgetAll(by: user, in: $0) }
  }

  /// A community from before the index may have millions of messages. The server starts at once, and they are found as the index grows.
  public func jobs(_ config: Config) -> [Job] {
    [
      Job("complete_search_index", every: .seconds(3_600), start: .atOnce) { try await index.complete($0) },
      Job("merge_search_index", every: .seconds(21_600)) { try await index.merge($0) },
    ]
  }
}
