import Foundation
import SQL
import SQLTesting
import Synchronization
import Testing

@testable import Core

@Suite("Persistence") struct PersistenceTests {
  func withDatabase(_ body: (Database) async throws -> Void) async throws {
    let folder = NSTemporaryDirectory() + "core-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let database = try await TestDatabase.create(in: folder).open()
    try await database.run(
      "CREATE TABLE t (id BIGINT PRIMARY KEY, session TEXT, at BIGINT, role TEXT, room BIGINT CONSTRAINT room_positive CHECK (room > 0))")
    try await body(database)
    await database.close()
  }

  @Test("keeps ids, sessions, times and roles as they are")
  func roundTrip() async throws {
    try await withDatabase { database in
      let (id, session, at) = (UserID(7), SessionID("0a"), Timestamp(microseconds: -5))
      let room: RoomID? = nil
      try await database.run("INSERT INTO t VALUES (\(id), \(session), \(at), \(Role.moderator), \(room))")
      let found = try await database.read { connection in
        try await connection.first("SELECT id, session, at, role, room FROM t WHERE id = \(id) AND session = \(session) AND at = \(at)") {
          row in
          (try row[0] as UserID, try row[1] as SessionID, try row[2] as Timestamp, try row[3] as Role, try row[4] as RoomID?)
        }
      }
      #expect(found?.0 == id && found?.1 == session && found?.2 == at && found?.3 == .moderator && found?.4 == nil)
    }
  }

  @Test("a unit of work happens as a whole, and answers in the vocabulary of services")
  func unitOfWork() async throws {
    final class Reports: Sendable {
      let errors = Mutex<[SQLError]>([])
    }
    try await withDatabase { database in
      let reports = Reports()
      let unit = UnitOfWork(database) { error in reports.errors.withLock { $0.append(error) } }
      let count = try await unit.transaction { transaction in
        try await transaction.run("INSERT INTO t (id) VALUES (1)")
        return try await transaction.value("SELECT count(*) FROM t", as: Int.self)
      }
      #expect(count == 1)
      let own = await #expect(throws: AppError.self) {
        try await unit.transaction { transaction in
          try await transaction.run("INSERT INTO t (id) VALUES (2)")
          throw AppError.forbidden()
        }
      }
      #expect(own?.code == .forbidden)
      let conflict = await #expect(throws: AppError.self) {
        try await unit.transaction { transaction in
          try await transaction.run("INSERT INTO t (id) VALUES (3)")
          try await transaction.run("INSERT INTO t (id) VALUES (1)")
        }
      }
      #expect(conflict?.code == .conflict)
      #expect(reports.errors.withLock { $0 } == [.uniqueViolation(index: "t_pkey")])
      #expect(try await database.values("SELECT id FROM t", as: Int.self) == [1])
      await database.close()
      let closed = await #expect(throws: AppError.self) { try await unit.transaction { try await $0.run("DELETE FROM t") } }
      #expect(closed?.code == .unavailable)
      #expect(closed?.retryAfter != nil)
    }
  }

  @Test("every error of the database has an answer that carries nothing of it")
  func answers() {
    struct Unknown: Error {}
    let secret = "near \"users\": syntax error"
    #expect(AppError(answering: SQLError.statement(secret)).code == .database)
    #expect(!AppError(answering: SQLError.statement(secret)).message.contains("users"))
    for error in [SQLError.diskFull, .busy, .unavailable(secret), .overloaded, .closed, .transient(secret), .outOfMemory] {
      #expect(AppError(answering: error).code == .unavailable)
      #expect(AppError(answering: error).retryAfter != nil)
    }
    for error in [
      SQLError.foreignKeyViolation, .checkViolation("c"), .notNullViolation("n"), .corrupt(secret), .decoding(column: 0, secret),
    ] {
      #expect(AppError(answering: error).code == .database)
    }
    #expect(AppError(answering: Unknown()).code == .serverError)
    #expect(AppError(answering: AppError.unauthorized) == .unauthorized)
  }
}
