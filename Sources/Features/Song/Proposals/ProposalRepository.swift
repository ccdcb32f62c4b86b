import Core
import JSON
import Relations
import SQL

/// Proposals and their votes. They are objects of the places of their stories.
struct ProposalRepository: PlaceObjects {
  let database: Database

  var kind: PlaceKind { .story }

  // MARK: Reading

  func story(of id: ProposalID, in connection: Connection) async throws -> StoryID? {
    try await connection.value("SELECT story_id FROM verse_proposals WHERE id = \(id)")
  }

  func proposal(_ id: ProposalID, in connection: Connection) async throws -> Proposal? {
    try await whole(connection.all("\(Self.proposals) WHERE p.id = \(id)", as: Proposal.self), in: connection).first
  }

  /// The newest first.
  func list(_ request: ProposalListRequest, of story: StoryID, in connection: Connection) async throws -> ProposalSlice {
    let found = try await connection.all(Self.list(request, of: story), as: Proposal.self)
    let shown = try await whole(Array(found.prefix(request.limit)), in: connection)
    return ProposalSlice(proposals: shown, next: found.count > request.limit ? shown.last?.id : nil)
  }

  /// How many of a member's are open in a story.
  func open(of story: StoryID, by author: UserID, in connection: Connection) async throws -> Int {
    try await connection.value(
      "SELECT count(*) FROM verse_proposals WHERE author_id = \(author) AND story_id = \(story) AND status = 'open'", as: Int.self) ?? 0
  }

  /// Those of which nothing is decided.
  func undecided(of story: StoryID, by author: UserID? = nil, in connection: Connection) async throws -> [Proposal] {
    try await whole(connection.all(Self.undecided(of: story, by: author), as: Proposal.self), in: connection)
  }

  private func whole(_ proposals: [Proposal], in connection: Connection) async throws -> [Proposal] {
    guard !proposals.isEmpty else { return [] }
    let ids = proposals.map(\.id)
    let verses = try await connection.all("SELECT proposal_id, id FROM verses WHERE proposal_id IN (\(list: ids)) ORDER BY id") { row in
      (proposal: try row[0] as ProposalID, verse: try row[1] as VerseID)
    }
    let closed = proposals.filter { $0.status != .open && $0.closesAt != nil }.map(\.id)
    let votes =
      closed.isEmpty
      ? []
      : try await connection.all(
        """
        SELECT t.proposal_id, t.yes, u.id, u.username, u.name, u.color, u.role FROM verse_votes t LEFT JOIN users u ON u.id = t.user_id
        WHERE t.yes IS NOT NULL AND t.proposal_id IN (\(list: closed)) ORDER BY t.proposal_id, COALESCE(t.user_id, 0)
        """
      ) { row -> (proposal: ProposalID, yes: Bool, user: Person?) in
        var columns = RowReader(row)
        return (try columns.next(), try columns.next(), try Person(readingIfAny: &columns))
      }
    return proposals.map { proposal in
      var proposal = proposal
      proposal.verses = verses.filter { $0.proposal == proposal.id }.map(\.verse)
      proposal.votes = votes.filter { $0.proposal == proposal.id }.map { ($0.user, $0.yes) }
      return proposal
    }
  }

  /// How a member voted. Nil for who is no voter; the inner one until they vote.
  func vote(of member: UserID, on id: ProposalID, in connection: Connection) async throws -> Bool?? {
    try await connection.first("SELECT yes FROM verse_votes WHERE proposal_id = \(id) AND user_id = \(member)") { row in
      try row[0] as Bool?
    }
  }

  /// The vote as it stands.
  func tally(of proposal: Proposal, in connection: Connection) async throws -> Ballot.Tally? {
    guard let closesAt = proposal.closesAt else { return nil }
    return try await connection.first(
      """
      SELECT count(*), count(CASE WHEN yes THEN 1 END), count(CASE WHEN NOT yes THEN 1 END) FROM verse_votes
      WHERE proposal_id = \(proposal.id)
      """
    ) { row in
      Ballot.Tally(voters: try row[0], yes: try row[1], no: try row[2], closesAt: closesAt)
    }
  }

  /// Votes that are over: at their time, or because the last of those who had not voted has left.
  func due(at now: Timestamp, limit: Int) async throws -> [ProposalID] {
    try await database.read { try await $0.values(Self.due(at: now, limit: limit)) }
  }

  /// The readings of members who see the story.
  func readings(of story: StoryID, but author: UserID, in connection: Connection) async throws -> [(user: UserID, path: ReadingPath)] {
    try await connection.all(
      """
      SELECT m.id, r.path FROM \(StoryRows.joins) JOIN readings r ON r.story_id = s.id JOIN users m ON m.id = r.user_id
      WHERE s.id = \(story) AND m.id <> \(author) AND \(Self.isVoter)
      """
    ) { row in (user: try row[0], path: ReadingPath(try row[1] as String) ?? ReadingPath()) }
  }

  private static var isVoter: SQL {
    "(m.is_bot = \(false) AND m.banned_at IS NULL AND m.left_at IS NULL AND \(StoryRows.visible(to: "m.id")))"
  }

  // MARK: Changing

  func insert(
    _ label: String, _ note: String, from: VerseID, as choice: ChoiceID, in story: StoryID, by author: UserID, _ sequence: Int64,
    at now: Timestamp, in transaction: Transaction
  ) async throws -> ProposalID {
    let id: ProposalID? = try await transaction.value(
      """
      INSERT INTO verse_proposals (story_id, from_id, choice_id, label, note, author_id, seq, created_at)
      VALUES (\(story), \(from), \(choice), \(label), \(note), \(author), \(sequence), \(now)) RETURNING id
      """)
    guard let id else { throw AppError(.serverError, "Something went wrong on our side") }
    return id
  }

  /// Fixes who votes: keeper, writers and authors of canon verses, as long as they see the story; never the proposer. How many they are.
  func addVoters(to id: ProposalID, but author: UserID, of story: Story, in transaction: Transaction) async throws -> Int {
    // Whoever sees a story with open writing is a writer of it.
    let named: SQL =
      story.details.writing == .open
      ? "TRUE"
      : """
      m.id IN (SELECT k.keeper_id FROM stories k WHERE k.id = \(story.id)
        UNION SELECT w.user_id FROM story_writers w WHERE w.story_id = \(story.id)
        UNION SELECT a.user_id FROM verses v JOIN verse_authors a ON a.verse_id = v.id
          WHERE v.story_id = \(story.id) AND v.status = 'canon' AND v.deleted_at IS NULL AND a.user_id IS NOT NULL)
      """
    return try await transaction.run(
      """
      INSERT INTO verse_votes (proposal_id, user_id) SELECT p.id, m.id FROM verse_proposals p JOIN stories s ON s.id = p.story_id
        JOIN users u ON u.id = s.keeper_id JOIN users m ON m.id <> \(author)
      WHERE p.id = \(id) AND \(Self.isVoter) AND \(named)
      """)
  }

  /// Fixes that these members vote, too; how many did not before.
  func addVoters(_ voters: [UserID], to id: ProposalID, in transaction: Transaction) async throws -> Int {
    var added = 0
    for start in stride(from: 0, to: voters.count, by: 500) {
      added += try await transaction.run(
        """
        INSERT INTO verse_votes (proposal_id, user_id) SELECT p.id, u.id FROM verse_proposals p JOIN users u ON u.id IN
          (\(list: Array(voters[start..<min(start + 500, voters.count)]))) WHERE p.id = \(id) ON CONFLICT DO NOTHING
        """)
    }
    return added
  }

  func openVote(on id: ProposalID, of voters: Int, until closesAt: Timestamp, in transaction: Transaction) async throws {
    try await transaction.run("UPDATE verse_proposals SET voters = \(voters), closes_at = \(closesAt) WHERE id = \(id)")
  }

  func vote(_ yes: Bool, by member: UserID, on id: ProposalID, in transaction: Transaction) async throws {
    try await transaction.run("UPDATE verse_votes SET yes = \(yes) WHERE proposal_id = \(id) AND user_id = \(member)")
  }

  /// One of its verses was edited. A vote that has ended stands.
  func emptyVotes(on id: ProposalID, in transaction: Transaction) async throws {
    try await transaction.run(
      """
      UPDATE verse_votes SET yes = NULL WHERE proposal_id = \(id)
        AND EXISTS (SELECT 1 FROM verse_proposals p WHERE p.id = \(id) AND p.status = 'open')
      """)
  }

  func set(
    _ status: ProposalState, reason: String = "", from: VerseID? = nil, of id: ProposalID, _ sequence: Int64, closedAt: Timestamp?,
    in transaction: Transaction
  ) async throws {
    try await transaction.run(
      """
      UPDATE verse_proposals SET status = \(status.rawValue), reason = \(reason), from_id = COALESCE(\(from), from_id), seq = \(sequence),
        closed_at = \(closedAt) WHERE id = \(id)
      """)
  }

  /// Forgets what their authors could still find, at most `limit`; how many there were.
  func forget(closedBefore moment: Timestamp, limit: Int, in transaction: Transaction) async throws -> Int {
    try await transaction.run(
      """
      UPDATE verse_proposals SET label = '', note = '' WHERE id IN (SELECT id FROM verse_proposals
        WHERE status IN ('declined', 'withdrawn') AND closed_at <= \(moment) AND (label <> '' OR note <> '') LIMIT \(limit))
      """)
  }

  // MARK: As objects

  func first(in place: PlaceID, for viewer: UserID, at snapshot: Snapshot) async throws -> [PlaceObject] {
    let found = try await snapshot.all("\(Self.proposals) WHERE p.story_id = \(StoryID(place.number)) ORDER BY p.id", as: Proposal.self)
    return try await whole(found, in: snapshot).map(\.object)
  }

  func changed(
    in place: PlaceID, after sequence: Int64, limit: Int, for viewer: UserID?, at snapshot: Snapshot
  ) async throws -> [PlaceObject] {
    let found = try await snapshot.all(
      "\(Self.proposals) WHERE p.story_id = \(StoryID(place.number)) AND p.seq > \(sequence) ORDER BY p.seq LIMIT \(limit)",
      as: Proposal.self)
    return try await whole(found, in: snapshot).map(\.object)
  }

  static func list(_ request: ProposalListRequest, of story: StoryID) -> SQL {
    let before: SQL = request.before.map { "AND p.id < \($0)" } ?? ""
    let status: SQL = request.status.map { "AND p.status = \($0.rawValue)" } ?? ""
    return "\(proposals) WHERE p.story_id = \(story) \(before) \(status) ORDER BY p.id DESC LIMIT \(request.limit + 1)"
  }

  static func undecided(of story: StoryID, by author: UserID?) -> SQL {
    let author: SQL = author.map { "AND p.author_id = \($0)" } ?? ""
    // `+ 0` keeps SQLite from reading all proposals of the story in their order.
    return "\(proposals) WHERE p.story_id = \(story) AND p.status IN ('open', 'passed') \(author) ORDER BY p.id + 0"
  }

  static func due(at now: Timestamp, limit: Int) -> SQL {
    """
    SELECT p.id FROM verse_proposals p WHERE p.status = 'open' AND p.closes_at IS NOT NULL AND (p.closes_at <= \(now)
      OR (NOT EXISTS (SELECT 1 FROM verse_votes t WHERE t.proposal_id = p.id AND t.yes IS NULL)
        AND EXISTS (SELECT 1 FROM verse_votes t WHERE t.proposal_id = p.id)))
    ORDER BY p.closes_at LIMIT \(limit)
    """
  }

  private static let proposals: SQL = """
    SELECT p.id, p.story_id, p.from_id, p.choice_id, p.label, p.note, p.status, p.reason, p.closes_at, p.voters, p.seq, p.created_at,
      p.closed_at, u.id, u.username, u.name, u.color, u.role FROM verse_proposals p LEFT JOIN users u ON u.id = p.author_id
    """
}

extension Proposal: RowDecodable {
  init(row: Row) throws {
    var columns = RowReader(row)
    id = try columns.next()
    story = try columns.next()
    from = try columns.next()
    choice = try columns.next()
    label = try columns.next()
    note = try columns.next()
    status = try columns.next()
    reason = try columns.next()
    closesAt = try columns.next()
    voters = try columns.next()
    sequence = try columns.next()
    createdAt = try columns.next()
    closedAt = try columns.next()
    author = try Person(readingIfAny: &columns)
  }
}

extension ProposalState: SQLEncodable, SQLDecodable {}
