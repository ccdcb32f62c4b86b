import Foundation

/// Backups of a PostgreSQL database, made and put back by PostgreSQL's own programs.
enum PostgresDump {
  static func write(_ url: String, to path: String) throws {
    do {
      try run("pg_dump", ["--format=custom", "--no-owner", "--file", path], on: url)
    } catch {
      try? FileManager.default.removeItem(atPath: path)
      throw error
    }
    print("\(path) holds the backup. Put it back with neospace restore.")
  }

  /// All of it or nothing: what was there before stays when it cannot be put back.
  static func read(_ url: String, from path: String) throws {
    try run("pg_restore", ["--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error"], on: url, ending: [path])
  }

  private static func run(_ program: String, _ arguments: [String], on url: String, ending: [String] = []) throws {
    let (address, password) = withoutPassword(url)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments + ["--dbname", address] + ending
    // Arguments are everybody's to read, the environment is not.
    if let password { process.environment = ProcessInfo.processInfo.environment.merging(["PGPASSWORD": password]) { $1 } }
    try process.run()
    process.waitUntilExit()
    switch process.terminationStatus {
    case 0: return
    case 127: throw MaintenanceError("\(program) is not installed here: apt-get install postgresql-client")
    default: throw MaintenanceError("\(program) did not finish; what it said stands above")
    }
  }

  private static func withoutPassword(_ url: String) -> (text: String, password: String?) {
    guard var parts = URLComponents(string: url), let password = parts.password else { return (url, nil) }
    parts.password = nil
    return (parts.string ?? url, password)
  }
}
