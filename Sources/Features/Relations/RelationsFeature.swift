import Composition
import Core
import SQL

/// Who follows, blocks and mutes whom, and the rule by which members see each other, which other features hold in their own
/// queries.
public struct RelationsFeature: Feature {
  public static let name = "relations"

  public static let memberTables: [MemberTable] = [
    .exported("follows", in: "relations"), .exported("blocks", in: "relations"), .exported("mutes", in: "relations"),
  ]

  public static func migrations() throws(SQLError) -> [Migration] { try RelationsMigrations.all() }

  private let work: UnitOfWork
  private let relations: RelationRepository
  private let personal: PersonalRelationRepository

  public init(_ context: FeatureContext) { self.init(work: context.work, context.database) }

  public init(work: UnitOfWork, _ database: Database) {
    self.work = work
    relations = RelationRepository(database)
    personal = PersonalRelationRepository(database: database)
  }

  public var personalData: [PersonalData] { [PersonalData("relations") { try await personal.relations(of: $0) }] }

  public func erase(_ scope: Scope, everythingOf user: UserID) async throws {
    try scope.require(.admin)
    try await work.transaction { try await relations.erase(user, in: $0) }
  }
}
