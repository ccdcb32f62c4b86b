import Foundation
import SQL

// What reading and writing through `SQL` costs, without a server in front:
//
//   bench-database URL reads|posts TASKS SECONDS      prints {"rate":…, "cpu":…}: operations a second, µs of this process's CPU for each
//
// The tables are bench/database.py's.

private struct Member: RowDecodable, Sendable {
  let id: Int64
  let name: String
  let createdAt: Int64

  init(row: Row) throws { (id, name, createdAt) = (try row[0], try row[1], try row[2]) }
}

private enum Work {
  static func read(_ database: Database, _ number: Int64) async throws {
    let id = number &* 7_919 % 10_000 + 1
    let member = try await database.first("SELECT id, name, created_at FROM members WHERE id = \(id)", as: Member.self)
    precondition(member?.id == id)
  }

  /// What a message costs at the least: its room's next number and its row, in one transaction.
  static func post(_ database: Database, _ number: Int64) async throws {
    let room = number % 200 + 1
    try await database.write { transaction in
      let seq: Int64? = try await transaction.value("UPDATE rooms SET seq = seq + 1 WHERE id = \(room) RETURNING seq")
      try await transaction.queue(
        "INSERT INTO messages (room_id, seq, content) VALUES (\(room), \(seq!), \("What is said here is two hundred bytes long, or nearly."))"
      )
    }
  }
}

@main
enum DatabaseLoad {
  static func main() async throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 5, let tasks = Int64(arguments[3]), let seconds = Int(arguments[4]) else {
      fatalError("bench-database URL reads|posts TASKS SECONDS")
    }
    let work: @Sendable (Database, Int64) async throws -> Void = arguments[2] == "reads" ? Work.read : Work.post
    let database = try await Database.open(arguments[1])
    for number in 0..<tasks { try await work(database, number) }
    let (before, start) = (cpu(), ContinuousClock.now)
    let count = try await withThrowingTaskGroup(of: Int.self) { group in
      for task in 0..<tasks {
        group.addTask {
          var done = 0
          while ContinuousClock.now - start < .seconds(seconds) {
            try await work(database, task + Int64(done) * tasks)
            done += 1
          }
          return done
        }
      }
      var count = 0
      for try await done in group { count += done }
      return Double(count)
    }
    let took = (ContinuousClock.now - start) / .seconds(1)
    print(#"{"rate":\#(count / took),"cpu":\#((cpu() - before) / count * 1e6)}"#)
    await database.close()
  }

  /// Seconds of this process's, of all its threads.
  private static func cpu() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
  }
}
