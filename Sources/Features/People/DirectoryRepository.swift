import Accounts
import Core
import Relations
import SQL

/// Everybody who is listed to a member.
struct DirectoryRepository: Sendable {
  let database: Database
  let people: PersonRepository

  func page(_ request: DirectoryRequest, for member: UserID) async throws -> PeoplePage {
    try await database.read { snapshot in
      // One more, to see whether another part follows.
      let rows = try await snapshot.all(Self.found(request, for: member)) { row in (id: try row[0] as UserID, name: try row[1] as String) }
      let shown = rows.prefix(request.limit)
      let last = rows.count > request.limit ? shown.last : nil
      let cursor = last.map { request.order == .newest ? DirectoryCursor.id($0.id.rawValue) : .name($0.name) }
      return PeoplePage(people: try await people.cards(shown.map(\.id), for: member, at: snapshot), next: cursor?.text)
    }
  }
}

// MARK: Statements

extension DirectoryRepository {
  static func found(_ request: DirectoryRequest, for member: UserID) -> SQL {
    """
    SELECT u.id, lower(u.username) FROM users u LEFT JOIN walls w ON w.user_id = u.id
    WHERE \(after(request.before)) AND \(PersonRows.listed(to: member)) AND \(matching(request.filter))
      AND \(request.hasStatus ? "(w.status_message IS NOT NULL OR w.status_emoji IS NOT NULL)" as SQL : "1 = 1")
      AND \(request.theme.map { "w.theme = \($0.rawValue)" as SQL } ?? "1 = 1")
    ORDER BY \(request.order == .newest ? "u.id DESC" as SQL : "lower(u.username)") LIMIT \(request.limit + 1)
    """
  }

  private static func after(_ cursor: DirectoryCursor?) -> SQL {
    switch cursor {
    case nil: "1 = 1"
    case .id(let id): "u.id < \(id)"
    case .name(let name): "lower(u.username) > \(name)"
    }
  }

  private static func matching(_ filter: String?) -> SQL { filter.map { MemberWordRepository.condition(for: $0) } ?? "1 = 1" }
}
