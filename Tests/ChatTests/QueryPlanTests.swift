import Core
import SQL
import SQLTesting
import Testing

@testable import Chat

/// How the database executes what is asked often: by index, whatever the number of rows.
@Suite("Query plans", .enabled(if: !TestDatabase.isPostgres))
struct QueryPlanTests {
  static let room = RoomID(1)
  static let user = UserID(1)

  static let plans: [(name: String, statement: SQL, uses: [String])] = [
    (
      "backfill", MessageRepository.changed(after: 5, upTo: .max, in: room, limit: 200, .live),
      ["m USING INDEX messages_room_seq (room_id=? AND seq>? AND seq<?)"]
    ),
    (
      "backfill from the archive", MessageRepository.changed(after: 5, upTo: 90, in: room, limit: 200, .archive),
      ["m USING INDEX messages_archive_room_seq (room_id=? AND seq>? AND seq<?)"]
    ),
    (
      "paging back", MessageRepository.older(than: MessageID(9), downTo: MessageID(0), in: room, limit: 50, .live),
      ["m USING INDEX messages_room_id (room_id=? AND id>? AND id<?)"]
    ),
    (
      "paging back into the archive", MessageRepository.older(than: MessageID(9), downTo: MessageID(0), in: room, limit: 50, .archive),
      ["m USING INDEX messages_archive_room_id (room_id=? AND id>? AND id<?)"]
    ),
    (
      "paging on", MessageRepository.newer(than: MessageID(9), in: room, limit: 26, .live),
      ["m USING INDEX messages_room_id (room_id=? AND id>?)"]
    ),
    (
      "paging on in the archive", MessageRepository.newer(than: MessageID(9), in: room, limit: 26, .archive),
      ["m USING INDEX messages_archive_room_id (room_id=? AND id>?)"]
    ),
    (
      "who is named and not in the room", MemberRepository.absent(namedIn: MessageID(9), for: user),
      [
        "n USING COVERING INDEX mentions_message (message_id=?)", "u USING INTEGER PRIMARY KEY",
        "m USING PRIMARY KEY (room_id=? AND user_id=?)",
      ]
    ),
    ("when somebody wrote last", RoomStirRepository.newest(in: [room]), ["m USING INDEX messages_room_id (room_id=?)"]),
    (
      "the first message of a day", HistoryRepository.first(in: room, from: MessageID(9)),
      [
        "messages USING INDEX messages_room_id (room_id=? AND id>?)",
        "messages_archive USING INDEX messages_archive_room_id (room_id=? AND id>?)",
      ]
    ),
    (
      "what is old enough for the archive", ArchiveRepository.old(in: room, writtenBefore: Timestamp(microseconds: 0)),
      ["messages USING INDEX messages_room_id (room_id=? AND id<?)", "messages USING COVERING INDEX messages_room_id (room_id=?)"]
    ),
    (
      "has older", MessageRepository.hasOlder(than: MessageID(9), in: room, .live), ["COVERING INDEX messages_room_id (room_id=? AND id<?)"]
    ),
    (
      "one message", MessageRepository.visible(MessageID(9), to: user, .live),
      ["m USING INTEGER PRIMARY KEY", "p USING PRIMARY KEY (room_id=? AND user_id=?)"]
    ),
    (
      "one message of the archive", MessageRepository.visible(MessageID(9), to: user, .archive),
      ["m USING INDEX sqlite_autoindex_messages_archive_1 (id=?)", "p USING PRIMARY KEY (room_id=? AND user_id=?)"]
    ),
    (
      "a member's own rooms", RoomListRepository.own(of: user, limit: 100),
      [
        "i USING COVERING INDEX room_members_newest (user_id=? AND newest_id=?)", "m USING PRIMARY KEY (room_id=? AND user_id=?)",
        "former_members USING INDEX former_members_user (user_id=? AND invited_at>?)",
        "n USING COVERING INDEX messages_room_id (room_id=? AND id>?)",
      ]
    ),
    (
      "the directory", RoomListRepository.directory(.any, after: .general, limit: 49, for: user),
      ["r USING INDEX rooms_directory (name>? AND name<?)", "m USING PRIMARY KEY (room_id=? AND user_id=?)"]
    ),
    (
      "the directory by beginning", RoomListRepository.directory(RoomPrefix("de")!, after: nil, limit: 49, for: user),
      ["r USING INDEX rooms_directory (name>? AND name<?)"]
    ),
    ("the head of the directory", RoomListRepository.pinned(.any, for: user), ["r USING INDEX rooms_"]),
    ("rooms of one's making", RoomRepository.count(madeBy: user, upTo: 20), ["rooms USING INDEX rooms_creator (created_by=?)"]),
    ("rooms one belongs to", MemberRepository.count(of: user, upTo: 100), ["m USING COVERING INDEX room_members_newest (user_id=?)"]),
    ("room for somebody invited", RoomRepository.enterable(.general, by: user), ["r USING INDEX rooms_name (name=?)"]),
    ("room to govern", RoomRepository.governed(.general, by: user, isModerator: false), ["r USING INDEX rooms_name (name=?)"]),
    ("membership", RoomRepository.membership(of: user, in: room), ["m USING PRIMARY KEY (room_id=? AND user_id=?)"]),
    (
      "reactions of a page", ReactionRepository.reactions(to: [MessageID(1), MessageID(2), MessageID(3)]),
      ["x USING INDEX reactions_once (message_id=?)"]
    ),
    ("different emoji", ReactionRepository.differentEmoji(on: MessageID(1)), ["COVERING INDEX reactions_once (message_id=?)"]),
    (
      "unread of many", UnreadRepository.unread(in: room, for: [UserID(1), UserID(2)]),
      [
        "m USING PRIMARY KEY (room_id=? AND user_id=?)", "n USING COVERING INDEX messages_room_id (room_id=? AND id>?)",
        "n USING PRIMARY KEY (user_id=? AND room_id=? AND message_id>?)",
      ]
    ),
    (
      "unread of one", UnreadRepository.unread(for: user),
      [
        "i USING COVERING INDEX room_members_newest (user_id=? AND newest_id=?)", "m USING PRIMARY KEY (room_id=? AND user_id=?)",
        "n USING COVERING INDEX messages_room_id (room_id=? AND id>?)",
        "n USING PRIMARY KEY (user_id=? AND room_id=? AND message_id>?)",
      ]
    ),
    ("room for a viewer", RoomRepository.visible(.general, to: user), ["r USING INDEX rooms_name (name=?)"]),
    (
      "taking a number", RoomRepository.takeSeq(posting: user, isModerator: false, in: .general),
      ["rooms USING INDEX rooms_name (name=?)", "m USING PRIMARY KEY (room_id=? AND user_id=?)"]
    ),
    ("last opened room", RoomRepository.lastOpened(by: user), ["m USING COVERING INDEX room_members_user (user_id=? AND opened_at>?)"]),
    ("people by name", PeopleRepository.people(named: ["ada", "bob"]), ["users USING INDEX users_username (<expr>=?)"]),
    ("head of a room", HistoryRepository.head(of: room), ["r USING INTEGER PRIMARY KEY"]),
    ("head of a conversation", HistoryRepository.head(of: room, for: user), ["m USING PRIMARY KEY (room_id=? AND user_id=?)"]),
    (
      "list of conversations", ConversationRows.list(of: user, before: MessageID(.max), limit: 20),
      ["m USING COVERING INDEX room_members_newest (user_id=? AND newest_id<?)"]
    ),
    (
      "heads of a member's rooms", RoomStateRepository.heads(of: user, limit: 200),
      ["m USING INDEX room_members_newest (user_id=? AND newest_id=?)"]
    ),
    (
      "unread conversations", UnreadRepository.unreadConversations(of: user),
      [
        "m USING COVERING INDEX room_members_newest (user_id=? AND newest_id>?)",
        "n USING COVERING INDEX messages_room_id (room_id=? AND id>?)",
      ]
    ),
    ("members of conversations", ConversationRows.members(of: [room], for: user), ["m USING PRIMARY KEY (room_id=?)"]),
    (
      "conversations of a list", ConversationRows.summaries(of: [room, RoomID(2)], for: user),
      ["n USING COVERING INDEX messages_room_id (room_id=? AND id>?)"]
    ),
    ("conversation of these people", ConversationRows.room(of: [user, UserID(2)]), ["conversations_people (people=?)"]),
    ("keys of conversations", ConversationKeyRepository.wrapped(of: [room, RoomID(2)]), ["conversations USING INTEGER PRIMARY KEY"]),
    ("master keys in use", ConversationKeyRepository.master(after: ""), ["conversations_master (master_id>?)"]),
    ("what members have cleared", MessageRepository.cleared(in: [room, RoomID(2)]), ["room_members USING PRIMARY KEY (room_id=?)"]),
  ]

  /// What is scanned is a few rows that a `LIMIT` has let through.
  static let bounded: Set<String> = [
    "SCAN unread", "SCAN oldest", "SCAN newest", "SCAN own", "SCAN invited", "SCAN counted", "SCAN live", "SCAN archived",
  ]

  @Test("search an index and scan nothing", arguments: plans.map(\.name))
  func searches(_ name: String) async throws {
    let plan = Self.plans.first { $0.name == name }!
    try await World.with { world in
      try await populate(world)
      let steps = try await world.database.explain(plan.statement)
      #expect(!steps.isEmpty)
      for step in steps {
        #expect(!step.contains("SCAN") || Self.bounded.contains(step), "\(step)")
      }
      for index in plan.uses { #expect(steps.contains { $0.contains(index) }, "\(index) is not among \(steps)") }
    }
  }

  /// Enough rows that no plan is chosen because there is nothing to read.
  private func populate(_ world: World) async throws {
    let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
    let room = try await world.room("den", .public, ada, bob)
    for number in 0..<60 {
      let host = try await world.member("host\(number)")
      try await world.room("room-\(number)", number % 5 == 0 ? .private : .public, host, ada)
    }
    for number in 0..<30 {
      let id = try await world.post(number % 2 == 0 ? ada : bob, "n\(number) @ada @bob", in: room).id
      _ = try await world.chat.messages.react(world.scope(ada), to: id, with: Emoji("🐈")!)
    }
    for number in 0..<20 {
      let other = try await world.member("friend\(number)")
      let conversation = try await world.conversation(other, number % 2 == 0 ? ada : bob)
      for _ in 0..<3 { try await world.post(other, "n\(number)", in: conversation) }
    }
  }
}
