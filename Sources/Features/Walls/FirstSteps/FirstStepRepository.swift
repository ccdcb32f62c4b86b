import Core
import SQL

/// Which first steps a member has taken, and whether they want to see them.
struct FirstStepRepository: Sendable {
  let database: Database
  let steps: [any FirstStepRows]

  /// Nil if the member has hidden them.
  func steps(of member: Member) async throws -> [FirstStep]? {
    let found = try await database.read { snapshot in
      try await snapshot.all(statement(of: member.id)) { row in try steps.indices.map { try row[$0 + 1] as Bool } }
    }
    return found.first.map { done in
      zip(steps, done).map { FirstStep(title: $0.title, path: $0.path(for: member.username), isDone: $1) }
    }
  }

  func hide(_ user: UserID, in transaction: Transaction) async throws {
    try await transaction.run("UPDATE walls SET hides_first_steps = \(true) WHERE user_id = \(user)")
  }

  func statement(of user: UserID) -> SQL {
    var columns: SQL = "w.user_id"
    for step in steps { columns = "\(columns), \(step.isDone(by: user))" }
    return "SELECT \(columns) FROM walls w WHERE w.user_id = \(user) AND w.hides_first_steps = \(false)"
  }
}
