import Accounts
import AccountsTesting
import Core
import CoreTesting
import Crypto
import Foundation
import Notices
import Relations
import SQL
import SQLTesting
import Subjects
import Synchronization
import Telemetry

@testable import Chat
@testable import Media

/// A community on a real database of its own, with a clock of its own.
final class World: Sendable {
  let database: Database
  let chat: ChatFeature
  let media: MediaFeature
  /// Keys of the files that the feature had removed.
  let removed: Removed
  let vault: ConversationVault
  let online = OnlineMembers()
  let epoch: String
  private let folder: String
  private let clock = Mutex(Timestamp(microseconds: 1_795_168_800_000_000))

  /// Runs the body in a fresh community, which is gone afterwards.
  static func with<Result>(
    limits: Limits = World.limits, masters: MasterKeys = World.masters, _ body: (World) async throws -> Result
  ) async throws -> Result {
    let folder = NSTemporaryDirectory() + "chat-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let world = try await World(folder: folder, limits: limits, masters: masters)
    do {
      let result = try await body(world)
      await world.database.close()
      return result
    } catch {
      await world.database.close()
      throw error
    }
  }

  static let masters = MasterKeys(current: SealingKey([UInt8](repeating: 7, count: SealingKey.length)))

  /// Those of the protocol, except that long posts are not counted: time hardly passes here.
  static var limits: Limits {
    var limits = Limits()
    limits[.postKilobytes] = Limit.postKilobytes.lifted
    return limits
  }

  /// The schemas that chat stands on, and its own.
  static func migrations() throws -> [Migration] {
    try CoreMigrations.all() + AccountsMigrations.all() + RelationsMigrations.all() + NoticesMigrations.all() + SubjectsMigrations.all()
      + MediaMigrations.all() + ChatMigrations.all()
  }

  private init(folder: String, limits: Limits, masters: MasterKeys) async throws {
    self.folder = folder
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    database = try await TestDatabase.create(in: folder).open()
    try await Migrator(database, Self.migrations()).up()
    epoch = try await EpochRepository(database).current(random: .seeded(7))
    media = MediaFeature(
      work: UnitOfWork(database), repositories: MediaRepositories(database, kinds: ChatFeature.mediaUses),
      settings: MediaFeature.Settings(quota: 1 << 30, folder: folder + "/media"), random: .seeded(2), log: .silent)
    let removed = Removed()
    self.removed = removed
    vault = ConversationVault(masters, log: .silent)
    chat = ChatFeature(
      work: UnitOfWork(database), repositories: ChatRepositories(database, vault: vault, online: online), audit: AuditRepository(database),
      limiter: LocalRateLimiter(), limits: limits, removeFiles: { removed.add($0) })
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
    try await database.insertMember(name, role: role, without: denied, at: now())
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

extension World {
  /// The feature on the same database with other master keys, as after a restart.
  func restarted(with masters: MasterKeys) -> ChatFeature {
    ChatFeature(
      work: UnitOfWork(database), repositories: ChatRepositories(database, vault: ConversationVault(masters, log: .silent)),
      audit: AuditRepository(database), limiter: LocalRateLimiter(), limits: World.limits, removeFiles: { _ in })
  }

  /// The conversation of these people, opened by the first.
  @discardableResult
  func conversation(_ members: Member...) async throws -> RoomName {
    RoomName(direct: try await chat.conversations.open(scope(members[0]), with: members.dropFirst().map(\.username)).id)
  }

  func seen(_ room: RoomName, by member: Member) async throws -> Conversation {
    try await chat.conversations.conversation(scope(member), room.direct!)
  }
}
