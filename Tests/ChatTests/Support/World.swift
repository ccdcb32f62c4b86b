import Accounts
import Core
import Foundation
import SQL
import SQLTesting
import Synchronization

@testable import Chat

/// A community on a real database of its own, with a clock of its own.
final class World: Sendable {
  let database: Database
  let chat: ChatFeature
  let epoch: String
  private let folder: String
  private let clock = Mutex(Timestamp(microseconds: 1_795_168_800_000_000))

  /// Runs the body in a fresh community, which is gone afterwards.
  static func with<Result>(limits: Limits = World.limits, _ body: (World) async throws -> Result) async throws -> Result {
    let folder = NSTemporaryDirectory() + "chat-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let world = try await World(folder: folder, limits: limits)
    do {
      let result = try await body(world)
      await world.database.close()
      return result
    } catch {
      await world.database.close()
      throw error
    }
  }

  /// Those of the protocol, except that long posts are not counted: time hardly passes here.
  static var limits: Limits {
    var limits = Limits()
    limits[.postKilobytes] = Limit.postKilobytes.lifted
    return limits
  }

  private init(folder: String, limits: Limits) async throws {
    self.folder = folder
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    database = try await TestDatabase.create(in: folder).open()
    try await Migrator(database, CoreMigrations.all() + AccountsMigrations.all() + ChatMigrations.all()).up()
    epoch = try await EpochRepository(database).current(random: .seeded(7))
    chat = ChatFeature(
      work: UnitOfWork(database), repositories: ChatRepositories(database), audit: AuditRepository(database),
      limiter: LocalRateLimiter(), limits: limits)
  }

  /// A moment later than all before.
  func now() -> Timestamp {
    clock.withLock { now in
      now = now + .milliseconds(7)
      return now
    }
  }

  /// Somebody who has signed up.
  func member(_ name: String, _ role: Role = .member, without denied: PermissionSet = .none) async throws -> Member {
    let color = Username.color(of: name)
    let now = now()
    let id = try await database.write { transaction in
      try await transaction.value(
        """
        INSERT INTO users (uuid, username, email, name, password_hash, role, color, created_at, updated_at)
        VALUES (\("uuid-" + name), \(name), \(name + "@example.org"), \("The " + name), 'x', \(role), \(color), \(now), \(now)) RETURNING id
        """, as: UserID.self)!
    }
    return Member(
      id: id, uuid: "uuid-" + name, username: name, displayName: "The " + name, email: name + "@example.org", color: color, role: role,
      permissions: role.permissions.subtracting(denied))
  }

  /// Who asks, as every call begins. With `request` a retry has one effect; `digest` stands for type and data.
  func scope(_ member: Member?, request: String? = nil, digest: String = "") -> Scope {
    Scope(
      caller: member.map { .member($0) } ?? .guest, requestID: "test", now: now(), random: .seeded(1),
      replay: request.map { ReplayKey(key: $0, digest: Array(digest.utf8)) }, outbox: Outbox())
  }

  /// The server itself.
  func systemScope() -> Scope { Scope(caller: .system, requestID: "test", now: now(), random: .seeded(1), outbox: Outbox()) }

  /// A room of that name and its members, the first of whom made it.
  @discardableResult
  func room(_ name: String, _ kind: RoomKind = .public, _ members: Member...) async throws -> RoomName {
    let room = RoomName(name)!
    _ = try await chat.rooms.create(scope(members[0]), room, topic: .none, kind: kind)
    for member in members.dropFirst() {
      if kind == .private {
        try await chat.rooms.addMember(scope(members[0]), member.username, to: room)
      } else {
        _ = try await chat.rooms.join(scope(member), room)
      }
    }
    return room
  }

  @discardableResult
  func post(_ member: Member, _ text: String, in room: RoomName, replyTo: MessageID? = nil) async throws -> MessageAck {
    try await chat.messages.post(scope(member), in: room, MessageText(text)!, replyTo: replyTo)
  }

  /// The audit log: who did what to whom.
  func log() async throws -> [String] {
    try await database.read { connection in
      try await connection.all("SELECT actor, action, subject FROM audit_log ORDER BY id") { row in
        "\(try row[0] as String) \(try row[1] as String) \(try row[2] as String)"
      }
    }
  }

  func id(of room: RoomName) async throws -> RoomID {
    try await database.value("SELECT id FROM rooms WHERE name = \(room)")!
  }
}

extension RandomSource {
  /// The same bytes every time.
  static func seeded(_ seed: UInt64) -> RandomSource {
    let generator = Mutex(Dice(seed))
    return RandomSource { count in generator.withLock { dice in (0..<count).map { _ in UInt8.random(in: 0...255, using: &dice) } } }
  }
}

/// SplitMix64: chance that can be repeated.
struct Dice: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
