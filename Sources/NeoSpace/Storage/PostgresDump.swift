import Core
import Foundation
import System

/// Backups of a PostgreSQL database, made and put back by PostgreSQL's own programs.
enum PostgresDump {
  private enum Failure: Error, CustomStringConvertible {
    case unfinished(String)

    var description: String {
      switch self {
      case .unfinished(let program): "\(program) did not finish; what it said stands above"
      }
    }
  }

  /// - Parameter snapshot: an exported snapshot, to dump what it sees; nil for the present.
  static func write(_ url: String, to path: String, of snapshot: String? = nil) throws {
    do {
      try run("pg_dump", ["--format=custom", "--no-owner", "--file", path] + (snapshot.map { ["--snapshot", $0] } ?? []), on: url)
    } catch {
      try? FileManager.default.removeItem(atPath: path)
      throw error
    }
  }

  /// Throws unless the file is a dump of one of our databases.
  static func requireBackup(_ path: String) throws {
    let file = ConfiguredPath(path)
    guard file.kind == .file, file.allows(R_OK) else { throw MaintenanceError("\(path) is not a file this user can read") }
    try Checksum.verify(path)
    let list: String
    do { list = try Self.list(path) } catch Failure.unfinished {
      throw MaintenanceError("\(path) is not a backup of NeoSpace, or is damaged")
    }
    let tables = list.split(separator: "\n").filter { $0.contains(" TABLE DATA ") }
    guard ["schema_migrations", "meta"].allSatisfy({ name in tables.contains { $0.contains(" \(name) ") } }) else {
      throw MaintenanceError("\(path) is not a backup of NeoSpace")
    }
  }

  /// All of it or nothing: what was there before stays when it cannot be put back.
  static func read(_ url: String, from path: String) throws {
    try run("pg_restore", ["--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error"], on: url, ending: [path])
  }

  // MARK: A database to try a dump in

  /// The address of another database on the same server.
  static func address(of name: String, on url: String) -> String {
    guard var parts = URLComponents(string: url) else { return url }
    parts.path = "/" + name
    parts.queryItems = parts.queryItems?.filter { $0.name != "dbname" }
    return parts.string ?? url
  }

  static func createDatabase(_ name: String, on url: String) throws {
    let (address, password) = withoutPassword(url)
    do {
      try run("createdb", ["--maintenance-db", address, "--template", "template0", "--encoding", "UTF8", name], password: password)
    } catch Failure.unfinished {
      throw MaintenanceError("the database's user may not make a database to try a backup in: ALTER ROLE … CREATEDB")
    }
  }

  static func dropDatabase(_ name: String, on url: String) throws {
    let (address, password) = withoutPassword(url)
    try run("dropdb", ["--maintenance-db", address, "--if-exists", "--force", name], password: password)
  }

  static func fill(_ name: String, on url: String, from path: String) throws {
    do {
      try run("pg_restore", ["--no-owner", "--single-transaction", "--exit-on-error"], on: Self.address(of: name, on: url), ending: [path])
    } catch Failure.unfinished {
      throw MaintenanceError("\(path) is damaged: it cannot be restored")
    }
  }

  private static func run(_ program: String, _ arguments: [String], on url: String, ending: [String] = []) throws {
    let (address, password) = withoutPassword(url)
    try run(program, arguments + ["--dbname", address] + ending, password: password)
  }

  /// What is in a dump, one entry a line. What the program says of a file that is none is not for the operator.
  private static func list(_ path: String) throws -> String {
    String(decoding: try run("pg_restore", ["--list", path], showingMessages: false), as: UTF8.self)
  }

  /// Returns what the program printed.
  @discardableResult
  private static func run(
    _ program: String, _ arguments: [String], password: String? = nil, showingMessages: Bool = true
  ) throws -> [UInt8] {
    let command = Command(
      program, arguments, secrets: password.map { ["PGPASSWORD=\($0)"] } ?? [], showsMessages: showingMessages)
    var printed: [UInt8] = []
    switch command.run({ printed += $0 }) {
    case 0: return printed
    case 127: throw MaintenanceError("\(program) is not installed here: apt-get install postgresql-client")
    default: throw Failure.unfinished(program)
    }
  }

  private static func withoutPassword(_ url: String) -> (text: String, password: String?) {
    guard var parts = URLComponents(string: url) else { return (url, nil) }
    let inQuery = parts.queryItems?.last { $0.name == "password" }?.value
    guard let password = inQuery ?? parts.password else { return (url, nil) }
    parts.password = nil
    let others = parts.queryItems?.filter { $0.name != "password" } ?? []
    parts.queryItems = others.isEmpty ? nil : others
    return (parts.string ?? url, password)
  }
}
