import Core
import JSON
import Testing

@testable import Chat

/// Who may do what, and what everybody else is told: `NOT_FOUND` for what they may not know of, `FORBIDDEN` for what they may not do.
@Suite("Who may")
struct PermissionTests {
  /// Everybody who could ask, and how they stand to a room.
  struct Cast {
    let owner: Member
    let author: Member
    let member: Member
    let moderator: Member
    let stranger: Member
    let outsideModerator: Member
    let muted: Member
    let banned: Member

    var everybody: [(name: String, member: Member?)] {
      [
        ("guest", nil), ("stranger", stranger), ("outside moderator", outsideModerator), ("member", member), ("muted", muted),
        ("banned", banned), ("owner", owner), ("author", author), ("moderator", moderator),
      ]
    }
  }

  typealias Answers = [String: AppError.Code?]
  typealias Action = @Sendable (World, Scope, RoomName, MessageID) async throws -> Void

  private static let text = MessageText("said")!
  private static let cat = Emoji("🐈")!

  static let post: Action = { world, scope, room, _ in _ = try await world.chat.messages.post(scope, in: room, text) }
  static let edit: Action = { world, scope, _, id in _ = try await world.chat.messages.edit(scope, id, to: text) }
  static let delete: Action = { world, scope, _, id in _ = try await world.chat.messages.delete(scope, id) }
  static let react: Action = { world, scope, _, id in _ = try await world.chat.messages.react(scope, to: id, with: cat) }
  static let unreact: Action = { world, scope, _, id in _ = try await world.chat.messages.unreact(scope, to: id, with: cat) }
  static let markRead: Action = { world, scope, room, id in try await world.chat.readMarkers.markRead(scope, id, in: room) }
  static let join: Action = { world, scope, room, _ in _ = try await world.chat.rooms.join(scope, room) }
  static let open: Action = { world, scope, room, _ in _ = try await world.chat.rooms.open(scope, room) }
  static let enter: Action = { world, scope, room, _ in _ = try await world.chat.rooms.enterable(scope, room) }
  static let leave: Action = { world, scope, room, _ in try await world.chat.rooms.leave(scope, room) }
  static let page: Action = { world, scope, room, _ in _ = try await world.chat.pages.room(scope, room) }
  static let messagePage: Action = { world, scope, room, id in _ = try await world.chat.pages.message(scope, id, in: room) }
  static let addMember: Action = { world, scope, room, _ in try await world.chat.rooms.addMember(scope, "newcomer", to: room) }
  static let removeMember: Action = { world, scope, room, _ in try await world.chat.rooms.removeMember(scope, "newcomer", from: room) }
  static let older: Action = { world, scope, room, _ in
    _ = try await world.chat.history.older(scope, in: room, than: MessageID(99), limit: nil)
  }
  static let changed: Action = { world, scope, room, _ in
    let cursor = HistoryCursor(epoch: world.epoch, sequence: 0)
    _ = try await world.chat.history.changed(scope, in: room, after: cursor, limit: nil)
  }

  /// Refusals that are the same for all actions of members: what a guest and a banned member get.
  static func answers(
    stranger: AppError.Code?, outsideModerator: AppError.Code?, member: AppError.Code? = nil, muted: AppError.Code? = nil,
    owner: AppError.Code? = nil, author: AppError.Code? = nil, moderator: AppError.Code? = nil
  ) -> Answers {
    [
      "guest": .unauthorized, "banned": .forbidden, "stranger": stranger, "outside moderator": outsideModerator, "member": member,
      "muted": muted, "owner": owner, "author": author, "moderator": moderator,
    ]
  }

  static let inPublic: [(String, Action, Answers)] = [
    ("post", post, answers(stranger: .forbidden, outsideModerator: .forbidden, muted: .forbidden)),
    (
      "edit", edit,
      answers(
        stranger: .forbidden, outsideModerator: .forbidden, member: .forbidden, muted: .forbidden, owner: .forbidden, moderator: .forbidden)
    ),
    (
      "delete", delete,
      answers(stranger: .forbidden, outsideModerator: .forbidden, member: .forbidden, muted: .forbidden, owner: .forbidden)
    ),
    ("react", react, answers(stranger: .forbidden, outsideModerator: .forbidden, muted: .forbidden)),
    ("unreact", unreact, answers(stranger: .forbidden, outsideModerator: .forbidden)),
    ("mark read", markRead, answers(stranger: .forbidden, outsideModerator: .forbidden)),
    ("page back", older, answers(stranger: .forbidden, outsideModerator: .forbidden)),
    ("catch up", changed, answers(stranger: .forbidden, outsideModerator: .forbidden)),
    ("look at the page", page, answers(stranger: nil, outsideModerator: nil)),
    ("look at a message", messagePage, answers(stranger: nil, outsideModerator: nil)),
    ("find the way in", enter, answers(stranger: nil, outsideModerator: nil)),
    ("join", join, answers(stranger: nil, outsideModerator: nil)),
    ("open", open, answers(stranger: nil, outsideModerator: nil)),
    ("leave", leave, answers(stranger: nil, outsideModerator: nil)),
    (
      "add a member", addMember,
      answers(
        stranger: .forbidden, outsideModerator: .forbidden, member: .forbidden, muted: .forbidden, owner: .forbidden, author: .forbidden,
        moderator: .forbidden)
    ),
    (
      "remove a member", removeMember,
      answers(
        stranger: .forbidden, outsideModerator: .forbidden, member: .forbidden, muted: .forbidden, owner: .forbidden, author: .forbidden,
        moderator: .forbidden)
    ),
  ]

  static let inPrivate: [(String, Action, Answers)] = [
    ("post", post, answers(stranger: .notFound, outsideModerator: .notFound, muted: .forbidden)),
    (
      "edit", edit,
      answers(
        stranger: .notFound, outsideModerator: .notFound, member: .forbidden, muted: .forbidden, owner: .forbidden, moderator: .forbidden)
    ),
    (
      "delete", delete,
      answers(stranger: .notFound, outsideModerator: .notFound, member: .forbidden, muted: .forbidden, owner: .forbidden)
    ),
    ("react", react, answers(stranger: .notFound, outsideModerator: .notFound, muted: .forbidden)),
    ("unreact", unreact, answers(stranger: .notFound, outsideModerator: .notFound)),
    ("mark read", markRead, answers(stranger: .notFound, outsideModerator: .notFound)),
    ("page back", older, answers(stranger: .notFound, outsideModerator: .notFound)),
    ("catch up", changed, answers(stranger: .notFound, outsideModerator: .notFound)),
    ("look at the page", page, answers(stranger: .notFound, outsideModerator: .notFound)),
    ("look at a message", messagePage, answers(stranger: .notFound, outsideModerator: .notFound)),
    ("find the way in", enter, answers(stranger: .notFound, outsideModerator: .notFound)),
    ("join", join, answers(stranger: .notFound, outsideModerator: .notFound)),
    ("open", open, answers(stranger: .notFound, outsideModerator: .notFound)),
    ("leave", leave, answers(stranger: .notFound, outsideModerator: .notFound)),
    (
      "add a member", addMember,
      answers(stranger: .notFound, outsideModerator: nil, member: .forbidden, muted: .forbidden, author: .forbidden)
    ),
    (
      "remove a member", removeMember,
      answers(stranger: .notFound, outsideModerator: nil, member: .forbidden, muted: .forbidden, author: .forbidden)
    ),
  ]

  static let inAnnouncements: [(String, Action, Answers)] = [
    (
      "post", post,
      answers(
        stranger: .forbidden, outsideModerator: .forbidden, member: .forbidden, muted: .forbidden, owner: .forbidden, author: .forbidden)
    ),
    ("react", react, answers(stranger: .forbidden, outsideModerator: .forbidden, muted: .forbidden)),
    ("join", join, answers(stranger: nil, outsideModerator: nil)),
    ("catch up", changed, answers(stranger: .forbidden, outsideModerator: .forbidden)),
  ]

  @Test("do what in a public room", arguments: inPublic.map(\.0))
  func publicRooms(_ name: String) async throws { try await play(name, of: Self.inPublic, in: .public) }

  @Test("do what in a private room", arguments: inPrivate.map(\.0))
  func privateRooms(_ name: String) async throws { try await play(name, of: Self.inPrivate, in: .private) }

  @Test("do what in an announcement room", arguments: inAnnouncements.map(\.0))
  func announcementRooms(_ name: String) async throws { try await play(name, of: Self.inAnnouncements, in: .announcement) }

  /// Each of the cast tries it in a room of their own; refusals change and tell nothing.
  private func play(_ name: String, of table: [(String, Action, Answers)], in kind: RoomKind) async throws {
    let (_, action, answers) = table.first { $0.0 == name }!
    try await World.with { world in
      let cast = try await cast(world)
      for (who, member) in cast.everybody {
        let room = try await room(world, cast, kind, "r-\(who.count)-\(who.prefix(3))".lowercased())
        let id = try await firstMessage(world, cast, in: room, kind)
        let scope = world.scope(member)
        if let refusal = answers[who]! {
          try await world.refuses(refusal, room, scope) { try await action(world, $0, room, id) }
        } else {
          await #expect(throws: Never.self, "\(who) may \(name)") { try await action(world, scope, room, id) }
        }
      }
    }
  }

  private func cast(_ world: World) async throws -> Cast {
    _ = try await world.member("newcomer")
    return Cast(
      owner: try await world.member("owner"), author: try await world.member("author"), member: try await world.member("member"),
      moderator: try await world.member("moderator", .moderator), stranger: try await world.member("stranger"),
      outsideModerator: try await world.member("outside", .moderator), muted: try await world.member("muted", without: [.postMessage]),
      banned: try await world.member("banned", without: .all))
  }

  private func room(_ world: World, _ cast: Cast, _ kind: RoomKind, _ name: String) async throws -> RoomName {
    if kind == .announcement {
      let room = try await world.room(name, kind, cast.moderator)
      for member in [cast.owner, cast.author, cast.member, cast.muted] { _ = try await world.chat.rooms.join(world.scope(member), room) }
      return room
    }
    return try await world.room(name, kind, cast.owner, cast.author, cast.member, cast.moderator, cast.muted)
  }

  private func firstMessage(_ world: World, _ cast: Cast, in room: RoomName, _ kind: RoomKind) async throws -> MessageID {
    let ack = try await world.post(kind == .announcement ? cast.moderator : cast.author, "first", in: room)
    return ack.id
  }

  @Test("make which rooms")
  func making() async throws {
    try await World.with { world in
      let cast = try await cast(world)
      let make = { (member: Member?, kind: RoomKind) in
        _ = try await world.chat.rooms.create(world.scope(member), RoomName("n-\(world.now().microseconds)")!, topic: .none, kind: kind)
      }
      for kind in RoomKind.allCases {
        await #expect { try await make(nil, kind) } throws: { ($0 as? AppError)?.code == .unauthorized }
        await #expect { try await make(cast.banned, kind) } throws: { ($0 as? AppError)?.code == .forbidden }
        try await make(cast.moderator, kind)
      }
      await #expect { try await make(cast.member, .announcement) } throws: { ($0 as? AppError)?.code == .forbidden }
      try await make(cast.member, .private)
      await #expect("a name and a topic are read by everybody") {
        try await make(cast.muted, .public)
      } throws: { ($0 as? AppError)?.code == .forbidden }
      let denied = try await world.member("denied", without: [.createRoom])
      await #expect { try await make(denied, .public) } throws: { ($0 as? AppError)?.code == .forbidden }
    }
  }

  @Test("see which rooms, and in which order")
  func listing() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      try await world.room("zoo", .public, bob)
      try await world.room("attic", .private, bob)
      let names = { (member: Member) in try await world.chat.rooms.list(world.scope(member)).map(\.name.rawValue) }
      #expect(try await names(bob) == ["general", "announcements", "attic", "random", "zoo"])
      #expect(try await names(ada) == ["general", "announcements", "random", "zoo"])
      let listings = try await world.chat.rooms.list(world.scope(bob))
      #expect(listings.map(\.isMember) == [false, false, true, false, true])
      #expect(listings.map(\.kind) == [.public, .announcement, .private, .public, .public])
    }
  }

  @Test("a member who was shown out is told what a stranger is told")
  func shownOut() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      let room = try await world.room("attic", .private, ada, bob)
      let id = try await world.post(bob, "mine", in: room).id
      try await world.chat.rooms.removeMember(world.scope(ada), "bob", from: room)
      for action in [Self.post, Self.edit, Self.delete, Self.react, Self.changed, Self.page, Self.markRead, Self.leave, Self.open] {
        try await world.refuses(.notFound, room, world.scope(bob)) { try await action(world, $0, room, id) }
      }
      try await world.refuses(.notFound, room, world.scope(ada)) { try await world.chat.rooms.addMember($0, "nobody", to: room) }
    }
  }

  @Test("an author who left a public room joins again before changing what they said")
  func leftAndBack() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let room = try await world.room("den", .public, ada)
      let id = try await world.post(ada, "mine", in: room).id
      try await world.chat.rooms.leave(world.scope(ada), room)
      try await world.refuses(.forbidden, room, world.scope(ada)) { try await Self.edit(world, $0, room, id) }
      _ = try await world.chat.rooms.join(world.scope(ada), room)
      try await world.verify(room, as: world.scope(ada), tells: ["message_edited"]) { try await Self.edit(world, $0, room, id) }
    }
  }

  @Test("a reply answers a message of its own room")
  func repliesAcrossRooms() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      let (den, attic) = (try await world.room("den", .public, ada), try await world.room("attic", .private, ada))
      let elsewhere = try await world.post(ada, "secret", in: attic).id
      for target in [elsewhere, MessageID(99_999)] {
        try await world.refuses(.notFound, den, world.scope(ada)) {
          _ = try await world.chat.messages.post($0, in: den, MessageText("re")!, replyTo: target)
        }
      }
    }
  }
}
