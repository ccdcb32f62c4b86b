import Foundation
import SQL
import SQLTesting
import Synchronization
import Testing

@testable import Core

@Suite struct RememberedAnswers {
  static let start = Timestamp(microseconds: 1_800_000_000_000_000)

  func withDatabase(_ body: (Database) async throws -> Void) async throws {
    let folder = NSTemporaryDirectory() + "neospace-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let database = try await TestDatabase.create(in: folder).open()
    _ = try await Migrator(database, CoreMigrations.all()).up()
    try await body(database)
    await database.close()
  }

  func scope(_ key: String?, digest: UInt8 = 1, user: Int64 = 1, at now: Timestamp = start) -> Scope {
    let member = Member(
      id: UserID(user), uuid: "u", username: "ada", displayName: "Ada", email: "a@b", color: 1, role: .member,
      permissions: Role.member.permissions)
    return Scope(
      caller: .member(member), requestID: "r", now: now, random: RandomSource { [UInt8](repeating: 7, count: $0) },
      replay: key.map { ReplayKey(key: $0, digest: [digest]) }, outbox: Outbox())
  }

  func change(_ database: Database, _ scope: Scope, answering answer: String) async throws -> String {
    let bytes = try await UnitOfWork(database).once(scope, remembering: { $0 }, repeating: { $0 }) { transaction in
      try await transaction.run("INSERT INTO meta (key, value) VALUES (\("effect " + UUID().uuidString), 'x')")
      return Array(answer.utf8)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  func effects(_ database: Database) async throws -> Int {
    try await database.value("SELECT COUNT(*) FROM meta WHERE key LIKE 'effect %'")!
  }

  @Test func aRetryGetsTheFirstAnswer() async throws {
    try await withDatabase { (database: Database) async throws in
      #expect(try await change(database, scope("k"), answering: "one") == "one")
      #expect(try await change(database, scope("k"), answering: "two") == "one")
      #expect(try await change(database, scope("k", user: 2), answering: "two") == "two")
      #expect(try await change(database, scope("other"), answering: "three") == "three")
      #expect(try await change(database, scope(nil), answering: "four") == "four")
      #expect(try await change(database, scope(nil), answering: "five") == "five")
      #expect(try await effects(database) == 5)
    }
  }

  @Test func aMembersAnswersStayWithinBytesTheOldestGoingFirst() async throws {
    try await withDatabase { (database: Database) async throws in
      let replays = ReplayRepository()
      let long = String(repeating: "a", count: 935)
      for number in 0..<40 {
        let now = Self.start + .seconds(number)
        _ = try await change(database, scope("k\(100 + number)", at: now), answering: long)
        _ = try await change(database, scope("k\(100 + number)", user: 2, at: now), answering: "-")
      }
      let busy = try await database.read { try await replays.busy(since: Self.start + .seconds(29), bytes: 9_000, in: $0) }
      #expect(busy == [UserID(1)])
      // 1,003 bytes each: ten fit, and not eleven.
      let time = try await database.read { try await replays.excess(of: UserID(1), over: 10_030, in: $0) }
      #expect(time == Self.start + .seconds(29))
      #expect(try await database.read { try await replays.excess(of: UserID(2), over: 10_030, in: $0) } == nil)
      var forgotten: [Int] = []
      repeat {
        forgotten.append(try await database.write { try await replays.forget(answersOf: UserID(1), upTo: time!, limit: 20, in: $0) })
      } while forgotten.last! > 0
      #expect(forgotten == [20, 10, 0])
      #expect(try await database.value("SELECT COUNT(*) FROM replays WHERE user_id = 1", as: Int.self) == 10)
      #expect(try await database.value("SELECT COUNT(*) FROM replays WHERE user_id = 2", as: Int.self) == 40)
      #expect(try await change(database, scope("k139", at: Self.start + .seconds(50)), answering: "new") == long)
    }
  }

  @Test func theSameNameForSomethingElseIsAConflict() async throws {
    try await withDatabase { (database: Database) async throws in
      _ = try await change(database, scope("k"), answering: "one")
      await #expect { try await change(database, scope("k", digest: 2), answering: "two") } throws: { ($0 as? AppError)?.code == .conflict }
    }
  }

  @Test func parallelRetriesHaveOneAnswer() async throws {
    try await withDatabase { (database: Database) async throws in
      let answers = try await withThrowingTaskGroup(of: String.self) { group in
        for attempt in 0..<50 { group.addTask { try await change(database, scope("k"), answering: "\(attempt)") } }
        return try await group.reduce(into: Set<String>()) { $0.insert($1) }
      }
      #expect(answers.count == 1)
      #expect(try await effects(database) == 1)
    }
  }

  @Test func aRetryThatWouldBeRefusedNowGetsTheFirstAnswer() async throws {
    try await withDatabase { (database: Database) async throws in
      _ = try await change(database, scope("k"), answering: "one")
      let work = UnitOfWork(database)
      func refused(_ scope: Scope) async throws -> [UInt8] {
        try await work.once(scope, remembering: { $0 }, repeating: { $0 }) { _ in throw AppError.forbidden("Not any more") }
      }
      #expect(try await refused(scope("k")) == Array("one".utf8))
      await #expect { try await refused(scope("k", digest: 2)) } throws: { ($0 as? AppError)?.code == .conflict }
      await #expect { try await refused(scope("new")) } throws: { ($0 as? AppError)?.code == .forbidden }
      #expect(try await change(database, scope("new"), answering: "two") == "two", "a refusal is not remembered")
    }
  }

  /// What a log says of errors of the database is for those who run it: a retry is none.
  @Test func aRetryIsNoErrorOfTheDatabase() async throws {
    try await withDatabase { (database: Database) async throws in
      let reports = Mutex<[SQLError]>([])
      let work = UnitOfWork(database) { error in reports.withLock { $0.append(error) } }
      for _ in 0..<2 { _ = try await work.once(scope("k"), remembering: { $0 }, repeating: { $0 }) { _ in [1] } }
      #expect(reports.withLock { $0 } == [])
    }
  }

  @Test func answersAreForgottenAfterADay() async throws {
    try await withDatabase { (database: Database) async throws in
      _ = try await change(database, scope("k"), answering: "one")
      let later = Self.start + .hours(24)
      #expect(try await change(database, scope("k", at: later - .microseconds(1)), answering: "two") == "one")
      #expect(try await change(database, scope("k", digest: 9, at: later), answering: "two") == "two")
      _ = try await change(database, scope("old"), answering: "one")
      let forgotten = try await UnitOfWork(database).transaction { try await ReplayRepository().forgetOld(now: later, in: $0) }
      #expect(forgotten == 1)
    }
  }

  @Test func theEpochStaysUntilItIsRenewed() async throws {
    try await withDatabase { (database: Database) async throws in
      let epochs = EpochRepository(database)
      let first = try await epochs.current(random: RandomSource { [UInt8](repeating: 0xAB, count: $0) })
      #expect(first == "abababababababab")
      let other = RandomSource { [UInt8](repeating: 0x01, count: $0) }
      #expect(try await epochs.current(random: other) == first)
      #expect(try await epochs.renew(random: other) == "0101010101010101")
      #expect(try await epochs.current(random: other) == "0101010101010101")
    }
  }

  @Test func theSchemaGoesUpAndDown() async throws {
    try await withDatabase { (database: Database) async throws in
      let migrator = try Migrator(database, CoreMigrations.all())
      #expect(try await migrator.down(3) == ["0003_site", "0002_places", "0001_core"])
      #expect(try await migrator.up() == ["0001_core", "0002_places", "0003_site"])
    }
  }
}

@Suite struct WhatNodesTellEachOther {
  @Test func comesBackAsItWas() {
    let events: [NodeEvent] = [
      .sessionRevoked(SessionID("ab"), reason: "signed out"), .sessionsRevoked(UserID(7), except: nil, reason: "password"),
      .sessionsRevoked(UserID(7), except: SessionID("cd"), reason: ""), .banned(UserID(1)), .memberChanged(UserID(9)), .siteChanged,
      .membershipEnded(RoomID(3), UserID(4)), .presenceEnded(RoomID(3), UserID(4)), .placeReset(PlaceID(.me, 3)),
      .viewsReset(UserID(3), [PlaceID(.me, 4), PlaceID(.me, 5)]),
      .conversationChanged(RoomID(4)),
    ]
    for event in events { #expect(Event(node: event).nodeEvent == event) }
    #expect(Event(type: "of_a_newer_version", audience: .nodes, data: []).nodeEvent == nil)
    #expect(Event(type: "user_banned", audience: .nodes, data: Array("x".utf8)).nodeEvent == nil)
    #expect(Event(type: "user_banned", audience: .user(UserID(1)), data: Array("1".utf8)).nodeEvent == nil)
  }
}
