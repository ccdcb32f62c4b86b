import Core
import SQL
import Words

/// Usernames and the words of display names, by which members are found. They are written in the transaction that makes an account or
/// changes a name.
public struct MemberWordRepository: Sendable {
  public init() {}

  /// Writes the words of the names that the member has now.
  func write(_ user: UserID, in transaction: Transaction) async throws {
    let names = try await transaction.first("SELECT username, name FROM users WHERE id = \(user)") { row in
      (username: try row[0] as String, name: try row[1] as String)
    }
    guard let names else { return }
    try await transaction.queue("DELETE FROM member_words WHERE user_id = \(user)")
    try await insert(user, username: names.username, name: names.name, in: transaction)
  }

  /// A username is one word, whatever separates words in it.
  func insert(_ user: UserID, username: String, name: String, in transaction: Transaction) async throws {
    for word in [username.lowercased()] + Words.cut(name).map(\.text) {
      try await transaction.queue("INSERT INTO member_words (word, user_id) VALUES (\(word), \(user)) ON CONFLICT DO NOTHING")
    }
  }

  func remove(_ user: UserID, in transaction: Transaction) async throws {
    try await transaction.run("DELETE FROM member_words WHERE user_id = \(user)")
  }

  /// Writes the words of some members who have none; how many.
  func complete(limit: Int, in transaction: Transaction) async throws -> Int {
    let users = try await transaction.values(Self.missing(limit: limit), as: UserID.self)
    for user in users { try await write(user, in: transaction) }
    return users.count
  }
}

// MARK: Statements

extension MemberWordRepository {
  /// True for a member `u` whose username begins with the text, or whose names have, for each word of the text, a word that begins with it. At
  /// most ten words count. Never true for a text without a word.
  public static func condition(for text: String) -> SQL {
    let words = Words.cut(text).prefix(WordQuery.mostWords).map(\.text)
    guard let first = words.first else { return "FALSE" }
    var found = beginning(with: first)
    for word in words.dropFirst() { found = "\(found) AND mw.user_id IN (\(beginning(with: word)))" }
    // `red_f` has two words, and begins the username `red_fox`.
    if let username = Username.accepted(TextRules.trimmed(text))?.lowercased(), words != [username] {
      found = "\(found) UNION \(beginning(with: username))"
    }
    return "u.id IN (\(found))"
  }

  private static func beginning(with word: String) -> SQL {
    "SELECT mw.user_id FROM member_words mw WHERE mw.word >= \(word) AND mw.word < \(word + "\u{10FFFF}")"
  }

  static func missing(limit: Int) -> SQL {
    """
    SELECT u.id FROM users u WHERE u.left_at IS NULL AND u.is_bot = \(false) AND NOT EXISTS (SELECT 1 FROM member_words mw WHERE mw.user_id = u.id)
    ORDER BY u.id LIMIT \(limit) \(sqlite: "", postgres: "FOR NO KEY UPDATE OF u")
    """
  }
}
