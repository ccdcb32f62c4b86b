import Foundation
import SQL

/// Where a test's data lives: an SQLite file, or, when `NEOSPACE_TEST_POSTGRES` names a server
/// (`postgres://neospace@127.0.0.1:5432/postgres`), a database of its own there. A fresh one for every test; a file goes with
/// its folder, a database with the server, which is started for the run. Dropping hundreds of them would take minutes.
public struct TestDatabase: Sendable {
  public let url: String

  public static let server = ProcessInfo.processInfo.environment["NEOSPACE_TEST_POSTGRES"]
  public static var isPostgres: Bool { server != nil }

  /// Patient, as tests share a machine with builds.
  public static var options: DatabaseOptions {
    var options = DatabaseOptions()
    options.connectLimit = .seconds(20)
    options.statementLimit = .seconds(300)
    options.stallLimit = .seconds(310)
    options.poolWait = .seconds(300)
    return options
  }

  /// - Parameter folder: where the file goes; it exists.
  public static func create(in folder: String, named name: String = "test") async throws -> TestDatabase {
    guard server != nil else { return TestDatabase(url: "sqlite:\(folder)/\(name).db") }
    return try await createOnServer()
  }

  /// A database on the server of the environment.
  public static func createOnServer() async throws -> TestDatabase {
    let name = "t_" + UUID().uuidString.lowercased().filter { $0 != "-" }
    try await administer("CREATE DATABASE \(name)")
    return TestDatabase(url: String(server![..<server!.lastIndex(of: "/")!]) + "/" + name)
  }

  public func open(_ options: DatabaseOptions = TestDatabase.options) async throws -> Database {
    try await Database.open(url, options: options)
  }

  private static func administer(_ statement: String) async throws {
    try await administrator.value.run(SQL(verbatim: statement))
  }

  /// Few at a time: making a database keeps the server's disk busy.
  private static let administrator = Task {
    var options = TestDatabase.options
    (options.poolSize, options.poolOverflow, options.poolWait) = (4, 0, .seconds(600))
    (options.statementLimit, options.stallLimit) = (.seconds(300), .seconds(310))
    return try await Database.open(server!, options: options)
  }
}
