import Core
import SQL

/// How often a name was tried at sign-in since somebody last got in by it.
struct AttemptRepository: Sendable {
  /// Counts one more and says which it is. Counted before the password is looked at, so that a hundred tries at once are a hundred.
  func count(_ login: LoginDigest, at now: Timestamp, in tx: Transaction) async throws -> Int {
    try await tx.run("DELETE FROM sign_in_attempts WHERE last_at < \(now - SignInPace.memory)")
    return try await tx.value(
      """
      INSERT INTO sign_in_attempts (login_digest, attempts, last_at) VALUES (\(login.rawValue), 1, \(now))
      ON CONFLICT (login_digest) DO UPDATE SET attempts = sign_in_attempts.attempts + 1, last_at = excluded.last_at
      RETURNING attempts
      """, as: Int.self) ?? 1
  }

  func clear(_ login: LoginDigest, in tx: Transaction) async throws {
    try await tx.run("DELETE FROM sign_in_attempts WHERE login_digest = \(login.rawValue)")
  }
}
