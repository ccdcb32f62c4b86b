import AccountsTesting
import Core
import SQL
import SQLTesting
import Testing
import Words

@testable import Subjects

@Suite("The index of the search") struct SearchIndexTests {
  private static func open() async throws -> TestAccounts {
    try await TestAccounts.open(with: try CoreMigrations.all() + SubjectsMigrations.all())
  }

  private static func document(
    _ id: Int64, _ text: String, kind: SubjectName = .message, by author: Int64? = 1, at milliseconds: Int64 = 1_700_000_000_000,
    room: Int64? = nil, for audience: SearchDocument.Audience = .everybody
  ) -> SearchDocument {
    SearchDocument(
      kind: kind, id: id, author: author.map { UserID($0) }, createdAt: Timestamp(microseconds: milliseconds * 1_000 + 999),
      room: room.map { RoomID($0) }, audience: audience, words: Words.folded(text))
  }

  private static func add(_ documents: SearchDocument..., to house: TestAccounts) async throws {
    try await house.database.write { transaction in
      for document in documents { try await SearchIndexRepository().write(document, in: transaction) }
    }
  }

  private static func found(
    _ text: String, by viewer: Int64 = 1, rooms: [Int64] = [], below bound: SubjectNumber = .highest, limit: Int = 100,
    in house: TestAccounts, _ change: (inout SearchRequest) -> Void = { _ in }
  ) async throws -> [Int64] {
    var request = SearchRequest(query: WordQuery(text), viewer: UserID(viewer), rooms: rooms.map { RoomID($0) })
    change(&request)
    let (asked, search) = (request, SearchRepository(house.database))
    return try await house.database.read { snapshot in
      let found = try await search.find(asked, below: bound, limit: limit, at: snapshot).map(\.id)
      // Looking at each and asking the index say the same.
      let all = try await snapshot.all(
        SearchRepository.all(asked, below: bound, limit: limit, house.database.dialect), as: FoundSubject.self)
      let newest = try await snapshot.all(SearchRepository.newest(asked, below: bound, limit: limit), as: FoundSubject.self)
      #expect(all.map(\.id) == found && newest.map(\.id) == found, "\(text)")
      return found
    }
  }

  @Test("gives the newest first: by millisecond, kind and id")
  func order() async throws {
    let house = try await Self.open()
    let now: Int64 = 1_700_000_000_000
    try await Self.add(
      Self.document(7, "plum", kind: .task, at: now, for: .owner(UserID(1))), Self.document(5, "plum", at: now),
      Self.document(6, "plum", at: now), Self.document(1, "plum", kind: .module, at: now), Self.document(2, "plum", at: now + 1),
      Self.document(9, "plum", at: now - 1), Self.document(3, "plum", kind: .release, by: nil, at: 0), to: house)
    #expect(try await Self.found("plum", in: house) == [2, 7, 1, 6, 5, 9, 3])
    #expect(try await Self.found("plum", limit: 2, in: house) == [2, 7])
    let bound = SubjectNumber(Timestamp(microseconds: now * 1_000), .message, 6)
    #expect(try await Self.found("plum", below: bound, in: house) == [5, 9, 3])
    #expect(
      try await Self.found("plum", in: house) { $0.begin = .first(at: Timestamp(microseconds: now * 1_000)) } == [2, 7, 1, 6, 5])
  }

  @Test("finds a word by the index of words, also when the plan is made without the values", .enabled(if: TestDatabase.isPostgres))
  func genericPlan() async throws {
    let house = try await Self.open()
    let request = SearchRequest(query: WordQuery("plum"), viewer: UserID(1), rooms: [RoomID(5)])
    let text = SearchRepository.all(request, below: .highest, limit: 50, .postgres).text(for: .postgres)
    let values = Array(repeating: "NULL", count: text.split(separator: "$", omittingEmptySubsequences: false).count - 1)
    let plan = try await house.database.write { transaction in
      for number in 1...3_000 {
        try await SearchIndexRepository().write(Self.document(Int64(number), "pear \(number)"), in: transaction)
      }
      let statements = ["ANALYZE search_documents", "SET LOCAL plan_cache_mode = force_generic_plan", "PREPARE looked AS \(text)"]
      for statement in statements { _ = try await transaction.run(SQL(verbatim: statement)) }
      return try await transaction.all(SQL(verbatim: "EXPLAIN (COSTS OFF) EXECUTE looked(\(values.joined(separator: ", ")))")) { row in
        try row[0] as String
      }
    }
    #expect(plan.contains { $0.contains("Bitmap Index Scan on search_documents_lexemes") }, "\(plan)")
    #expect(!plan.contains { $0.contains("search_documents_pkey") }, "\(plan)")
  }

  @Test("lets nobody find what is not for them")
  func audiences() async throws {
    let house = try await Self.open()
    try await Self.add(
      Self.document(1, "plum"), Self.document(2, "plum", room: 5, for: .room(RoomID(5))),
      Self.document(3, "plum", room: 55, for: .room(RoomID(55))),
      Self.document(4, "plum", kind: .task, by: 2, for: .owner(UserID(2))), to: house)
    #expect(try await Set(Self.found("plum", in: house)) == [1])
    #expect(try await Set(Self.found("plum", rooms: [5], in: house)) == [1, 2])
    #expect(try await Set(Self.found("plum", rooms: [5, 55], in: house)) == [1, 2, 3])
    #expect(try await Set(Self.found("plum", by: 2, rooms: [50], in: house)) == [1, 4])
    #expect(try await Set(Self.found("plum", by: 22, in: house)) == [1])
    // More rooms than are looked for in each thing.
    #expect(try await Set(Self.found("plum", rooms: Array(1...40), in: house)) == [1, 2])
  }

  @Test("finds by kind, author and room, and leaves out authors")
  func filters() async throws {
    let house = try await Self.open()
    try await Self.add(
      Self.document(1, "plum one", by: 1, room: 1), Self.document(2, "plum two", by: 2, room: 1),
      Self.document(3, "plum three", by: 22, room: 11), Self.document(4, "plum", kind: .module, by: 2),
      Self.document(5, "plum", kind: .release, by: nil), to: house)
    #expect(try await Set(Self.found("plum", in: house) { $0.kind = .message }) == [1, 2, 3])
    #expect(try await Set(Self.found("plum", in: house) { $0.author = UserID(2) }) == [2, 4])
    #expect(try await Set(Self.found("plum", in: house) { $0.room = RoomID(1) }) == [1, 2])
    #expect(try await Set(Self.found("plum", in: house) { $0.room = RoomID(9) }) == [])
    #expect(try await Set(Self.found("plum", in: house) { $0.hidden = "COALESCE(d.author_id, 0) = \(UserID(2))" }) == [1, 3, 5])
    #expect(
      try await Self.found("plum", in: house) {
        $0.author = UserID(2); $0.kind = .module
      } == [4])
    // What marks look like in the index finds nothing.
    for text in ["§all", "all", "§by2", "by2", "in1", "message", "module"] { #expect(try await Self.found(text, in: house) == []) }
  }

  @Test("changes with the thing: replaced, removed, by author and by room")
  func changes() async throws {
    let house = try await Self.open()
    let index = SearchIndexRepository()
    try await Self.add(
      Self.document(1, "plum", room: 1), Self.document(2, "plum", room: 1), Self.document(3, "plum", by: 2, room: 2),
      Self.document(4, "plum", kind: .module, by: 2), Self.document(5, "plum", kind: .module, by: 22), to: house)
    try await house.database.write { transaction in
      try await index.write(Self.document(1, "pear", room: 1), in: transaction)
      try await index.write(Self.document(6, "pear"), in: transaction)
      try await index.addMissing(Self.document(6, "plum"), in: transaction)
    }
    #expect(try await Set(Self.found("plum", in: house)) == [2, 3, 4, 5])
    #expect(try await Set(Self.found("pear", in: house)) == [1, 6])
    try await house.database.write { try await index.removeAll(.module, by: UserID(2), in: $0) }
    #expect(try await Set(Self.found("plum", in: house)) == [2, 3, 5])
    #expect(try await house.database.write { try await index.remove(someIn: RoomID(1), atMost: 1, in: $0) } == 1)
    #expect(try await house.database.write { try await index.remove(someIn: RoomID(1), atMost: 5, in: $0) } == 1)
    #expect(try await house.database.write { try await index.remove(someIn: RoomID(1), atMost: 5, in: $0) } == 0)
    try await house.database.write { try await index.remove(Self.document(3, "").number, in: $0) }
    #expect(try await Set(Self.found("plum pe", in: house)) == [])
    #expect(try await Set(Self.found("p", in: house)) == [])
    #expect(try await Set(Self.found("pl", in: house)) == [5])
  }

  @Test("takes words of any length, texts of any number of words, and texts without any")
  func extremes() async throws {
    let house = try await Self.open()
    let long = String(repeating: "x", count: 5_000)
    let many = (0..<20_000).map { "word\($0 % 400)" }.joined(separator: " ") + " last words"
    let marks = "z" + String(repeating: "\u{301}", count: 4_000)
    let ideographs = String(repeating: "東", count: 4_000) + "京"
    try await Self.add(
      Self.document(1, long), Self.document(2, many), Self.document(3, marks), Self.document(4, ""), Self.document(5, ideographs),
      to: house)
    #expect(try await Self.found(String(repeating: "x", count: 200), in: house) == [1])
    #expect(try await Self.found("\"last words\" word399", in: house) == [2])
    #expect(try await Self.found("z", in: house) == [3])
    #expect(try await Self.found("東東京", in: house) == [5])
    #expect(try await Self.found("京東", in: house) == [])
  }

  @Test("any texts and any queries: it finds what the rule says")
  func property() async throws {
    let house = try await Self.open()
    let words = ["plum", "plums", "pl", "p", "東", "京", "Zoë", "ﬁn", "a", "1", "x2", "§all", "NOT", "\"", "OR", "'", ":*", "\\", "-"]
    var state: UInt64 = 7
    func next(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }
    func text(_ longest: Int) -> String {
      (0..<next(longest)).map { _ in words[next(words.count)] + (next(4) == 0 ? "" : " ") }.joined()
    }
    let texts = (1...60).map { _ in text(8) }
    try await house.database.write { transaction in
      for (index, text) in texts.enumerated() {
        try await SearchIndexRepository().write(Self.document(Int64(index + 1), text), in: transaction)
      }
    }
    for _ in 0..<120 {
      let query = text(4)
      let expected = texts.indices.filter { !WordQuery(query).isEmpty && WordQuery(query).matches(texts[$0]) }.map { Int64($0 + 1) }
      guard !WordQuery(query).isEmpty else { continue }
      #expect(try await Self.found(query, in: house) == expected.reversed(), "\(query)")
    }
  }
}
