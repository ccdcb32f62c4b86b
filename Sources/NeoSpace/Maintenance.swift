import Accounts
import Chat
import Core
import Crypto
import Foundation
import SQL
import Telemetry

/// What the operator does beside serving: migrations, administrators, backups, demo data. Each prints what it did.
public struct Maintenance: Sendable {
  private let config: Config

  public init(_ config: Config) { self.config = config }

  // MARK: Schema

  public func migrateUp() async throws {
    try await withDatabase { database in
      let applied = try await Migrator(database, Features.migrations()).up()
      print(applied.isEmpty ? "The schema is up to date." : applied.map { "applied \($0)" }.joined(separator: "\n"))
    }
  }

  public func migrateDown(_ count: Int) async throws {
    try await withDatabase { database in
      let undone = try await Migrator(database, Features.migrations()).down(count)
      print(undone.isEmpty ? "There was nothing to take back." : undone.map { "took back \($0)" }.joined(separator: "\n"))
    }
  }

  public func printStatus() async throws {
    try await withDatabase { database in
      for step in try await Migrator(database, Features.migrations()).status() {
        print("\(step.isApplied ? "applied" : "missing")  \(step.name)")
      }
    }
  }

  // MARK: People

  public func grantAdmin(_ email: String) async throws {
    try await withHouse { house in
      let user = try await house.accounts.standing.grantAdmin(house.systemScope(), email: email)
      print("\(user.username) (\(user.email)) is an administrator now. A running server notices within 15 seconds.")
    }
  }

  public func printRecoveryLink(_ email: String) async throws {
    try await withHouse { house in
      let token = try await house.accounts.recovery.issue(house.systemScope(), email: email)
      print("\(config.publicURL)/recover?token=\(token)\nGood once and for 24 hours. Their earlier links are worth nothing now.")
    }
  }

  public func fillWithDemo() async throws {
    try await withHouse { house in
      let community = DemoCommunity(house)
      try await community.fill()
      print("The community is there. Sign in as miso (an administrator) or anybody else, password \(DemoScript.password).")
    }
  }

  // MARK: Backup

  public func backUp(to path: String) async throws {
    guard !FileManager.default.fileExists(atPath: path) else { throw MaintenanceError("\(path) exists already") }
    if case .postgres(let url) = config.database { return try PostgresDump.write(url, to: path) }
    try await withDatabase { database in
      try await database.backup(to: path)
      let size = (try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
      try Self.checksum(of: path).write(toFile: path + ".sha256", atomically: true, encoding: .utf8)
      print("\(path): \(size) bytes, checksum beside it.")
    }
  }

  public func restore(from path: String) async throws {
    guard FileManager.default.fileExists(atPath: path) else { throw MaintenanceError("\(path) does not exist") }
    switch config.database {
    case .postgres(let url):
      try PostgresDump.read(url, from: path)
      try await withDatabase(Self.beginAfresh)
      print("The database holds the backup now. Members' browsers will load it afresh.")
    case .sqlite(let target): try await restore(from: path, over: target)
    }
  }

  private func restore(from path: String, over target: String) async throws {
    if let expected = try? String(contentsOfFile: path + ".sha256", encoding: .utf8), try Self.checksum(of: path) != expected {
      throw MaintenanceError("\(path) is not what was backed up: its checksum differs")
    }
    let staged = target + ".restoring"
    try? FileManager.default.removeItem(atPath: staged)
    try FileManager.default.copyItem(atPath: path, toPath: staged)
    let copy = try await Database.open("sqlite:\(staged)")
    let damage = try await copy.checkIntegrity()
    guard damage.isEmpty else {
      await copy.close()
      throw MaintenanceError("\(path) is damaged: \(damage.joined(separator: "; "))")
    }
    try await Self.beginAfresh(copy)
    await copy.close()
    for leftover in ["-wal", "-shm"] {
      for file in [target, staged] where FileManager.default.fileExists(atPath: file + leftover) {
        try FileManager.default.removeItem(atPath: file + leftover)
      }
    }
    guard rename(staged, target) == 0 else { throw MaintenanceError("\(target) could not be replaced") }
    print("\(target) holds the backup now. Members' browsers will load it afresh.")
  }

  /// Clients hold cursors into a history that is no more; another epoch tells them so.
  private static func beginAfresh(_ database: Database) async throws {
    _ = try await Migrator(database, Features.migrations()).up()
    try await EpochRepository(database).renew(random: RandomSource(SecureRandom.bytes))
  }

  private static func checksum(of path: String) throws -> String {
    let file = try FileHandle(forReadingFrom: URL(filePath: path))
    defer { try? file.close() }
    var hash = SHA256()
    while let chunk = try file.read(upToCount: 1 << 20), !chunk.isEmpty { hash.update(Array(chunk)) }
    return Hex.encode(hash.digest()) + "\n"
  }

  // MARK: Means

  private func withDatabase(_ body: (Database) async throws -> Void) async throws {
    let database = try await Storage.open(config)
    do { try await body(database) } catch {
      await database.close()
      throw error
    }
    await database.close()
  }

  private func withHouse(_ body: (House) async throws -> Void) async throws {
    try await withDatabase { database in
      _ = try await Migrator(database, Features.migrations()).up()
      let house = try await House(config, database: database, logger: .silent)
      do { try await body(house) } catch {
        house.close()
        throw error
      }
      house.close()
    }
  }
}

/// Why an operator's command could not do what was asked.
public struct MaintenanceError: Error, Equatable, CustomStringConvertible {
  public let description: String
  public init(_ description: String) { self.description = description }
}
