import Core
import Crypto
import Encoding
import SQL

/// How often a name was tried at sign-in since its last success. Keeps a digest of the name, because people also type passwords into
/// that field.
struct AttemptRepository: Sendable {
  /// Counts one more and returns the count. Called before the password is checked, so that a hundred tries at once count as a hundred.
  func count(_ name: String, at now: Timestamp, in transaction: Transaction) async throws -> Int {
    try await transaction.run("DELETE FROM sign_in_attempts WHERE last_at < \(now - SignInDelays.memory)")
    return try await transaction.value(
      """
      INSERT INTO sign_in_attempts (login_digest, attempts, last_at) VALUES (\(Self.digest(of: name)), 1, \(now))
      ON CONFLICT (login_digest) DO UPDATE SET attempts = sign_in_attempts.attempts + 1, last_at = excluded.last_at
      RETURNING attempts
      """, as: Int.self) ?? 1
  }

  func clear(_ name: String, in transaction: Transaction) async throws {
    try await transaction.run("DELETE FROM sign_in_attempts WHERE login_digest = \(Self.digest(of: name))")
  }

  /// The same for every case of the name.
  private static func digest(of name: String) -> String { Hex.encode(SHA256.digest(of: name.lowercased().utf8)) }
}
