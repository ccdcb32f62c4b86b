import Foundation
import SQL

/// Moves a community that has outgrown one machine from its SQLite file into PostgreSQL.
public enum Copying {
  /// Both are URLs as `DATABASE_URL` has them. Prints how far it is. The history keeps its epoch: nobody loads it afresh.
  public static func copy(from source: String, to target: String) async throws {
    guard source.hasPrefix("sqlite:"), target.hasPrefix("postgres://") || target.hasPrefix("postgresql://") else {
      throw MaintenanceError("copy goes from sqlite:… to postgres://…")
    }
    let path = try existing(source)
    let lock = try DatabaseLock(path, for: .alone)
    defer { withExtendedLifetime(lock) {} }
    let (source, target) = (try await Database.open(source), try await Storage.openPostgres(target, patient(), for: .alone))
    do {
      try await DatabaseCopy(from: source, to: target) { print(line($0)) }.run(Features.migrations())
    } catch let error as SQLError {
      await close(source, target)
      throw MaintenanceError("\(error)")
    } catch {
      await close(source, target)
      throw error
    }
    await close(source, target)
    print("Both databases hold the same. Set DATABASE_URL and start the server.")
  }

  /// A mistyped path would otherwise become an empty database.
  private static func existing(_ url: String) throws -> String {
    let path = String(url.dropFirst("sqlite:".count))
    guard FileManager.default.fileExists(atPath: path) else { throw MaintenanceError("\(path) does not exist") }
    return path
  }

  private static func close(_ one: Database, _ other: Database) async {
    await one.close()
    await other.close()
  }

  private static func line(_ progress: DatabaseCopy.Progress) -> String {
    switch progress {
    case .copied(let table, let rows, let total): "\(table): \(rows) of \(total) rows copied"
    case .compared(let table, let rows): "\(table): \(rows) rows are the same on both sides"
    }
  }

  /// An operator waits longer than a visitor.
  private static func patient() -> DatabaseOptions {
    var options = DatabaseOptions()
    options.connectLimit = .seconds(10)
    options.statementLimit = .seconds(600)
    options.stallLimit = .seconds(610)
    return options
  }
}
