import Foundation

/// A backup of a PostgreSQL database, made by PostgreSQL's own program.
enum PostgresDump {
  static func write(_ url: String, to path: String) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["pg_dump", "--format=custom", "--no-owner", "--file", path, "--dbname", withoutPassword(url).text]
    // Arguments are everybody's to read, the environment is not.
    if let password = withoutPassword(url).password {
      process.environment = ProcessInfo.processInfo.environment.merging(["PGPASSWORD": password]) { $1 }
    }
    try process.run()
    process.waitUntilExit()
    switch process.terminationStatus {
    case 0: print("\(path) holds the backup. Put it back with pg_restore.")
    case 127: throw MaintenanceError("pg_dump is not installed here: apt-get install postgresql-client")
    default:
      try? FileManager.default.removeItem(atPath: path)
      throw MaintenanceError("pg_dump did not finish; what it said stands above")
    }
  }

  private static func withoutPassword(_ url: String) -> (text: String, password: String?) {
    guard var parts = URLComponents(string: url), let password = parts.password else { return (url, nil) }
    parts.password = nil
    return (parts.string ?? url, password)
  }
}
