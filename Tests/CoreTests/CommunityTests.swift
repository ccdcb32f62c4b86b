import Foundation
import SQL
import SQLTesting
import Testing

@testable import Core

@Suite struct TheIdOfACommunity {
  private func withDatabase(_ body: (Database) async throws -> Void) async throws {
    let folder = NSTemporaryDirectory() + "neospace-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let database = try await TestDatabase.create(in: folder).open()
    _ = try await Migrator(database, CoreMigrations.all()).up()
    try await body(database)
    await database.close()
  }

  private let random = RandomSource { count in (0..<count).map { _ in UInt8.random(in: 0...255) } }

  @Test func isGivenOnceHoweverManyAskAtOnce() async throws {
    try await withDatabase { database in
      let ids = try await withThrowingTaskGroup(of: String.self) { group in
        for _ in 0..<50 { group.addTask { try await CommunityRepository(database).id(random: random) } }
        return try await group.reduce(into: Set<String>()) { $0.insert($1) }
      }
      #expect(ids.count == 1 && ids.first?.count == 32)
      #expect(try await CommunityRepository(database).id(random: random) == ids.first)
    }
  }

  @Test func isAnotherAfterARestore() async throws {
    try await withDatabase { database in
      let before = try await CommunityRepository(database).id(random: random)
      let epoch = try await EpochRepository(database).current(random: random)
      try await EpochRepository(database).renew(random: random)
      #expect(try await CommunityRepository(database).id(random: random) != before)
      #expect(try await EpochRepository(database).current(random: random) != epoch)
    }
  }
}
