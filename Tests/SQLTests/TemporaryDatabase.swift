import Foundation
import Synchronization

@testable import SQL

/// Runs the body on a fresh SQLite file, closed and removed afterwards.
func withDatabase<Result>(
  _ options: DatabaseOptions = DatabaseOptions(), named name: String = "test", in parent: String = NSTemporaryDirectory(),
  setUp: [SQL] = [], _ body: (Database, _ path: String) async throws -> Result
) async throws -> Result {
  let folder = parent + "/sql-" + UUID().uuidString
  let path = folder + "/" + name + ".db"
  let database = try await Database.open("sqlite:" + path, options: options)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  do {
    for statement in setUp { try await database.run(statement) }
    let result = try await body(database, path)
    await database.close()
    return result
  } catch {
    await database.close()
    throw error
  }
}

let notesTable: SQL = "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)"

extension Result where Failure == any Error {
  var error: (any Error)? { if case .failure(let error) = self { error } else { nil } }
}

/// What the work throws, or nil when it does not.
func errorOf(_ work: () async throws -> Void) async -> (any Error)? {
  do {
    try await work()
    return nil
  } catch {
    return error
  }
}

func sqlError(_ work: () async throws -> Void) async -> SQLError? { await errorOf(work) as? SQLError }

/// A reproducible source of chance.
struct Seeded: RandomNumberGenerator {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}

/// A value that several tasks of a test change.
final class Shared<Value: Sendable>: Sendable {
  private let mutex: Mutex<Value>
  init(_ value: Value) { mutex = Mutex(value) }
  var value: Value { mutex.withLock { $0 } }
  func change(_ body: (inout Value) -> Void) {
    mutex.withLock { value in
      var copy = value
      body(&copy)
      value = copy
    }
  }
}
