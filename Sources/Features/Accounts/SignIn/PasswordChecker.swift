import Core
import Crypto

/// A password as somebody typed it. Only this file can read it; whoever prints, logs or dumps it gets dots.
public struct Password: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public static let minimumCharacters = 8
  public static let maximumBytes = 1_024

  fileprivate let text: String

  public init(_ text: String) { self.text = text }

  public var description: String { "••••••••" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// Turns passwords into hashes and compares them, away from the threads that serve requests.
public protocol PasswordHashing: Sendable {
  func hash(_ password: String) async throws(PasswordHasher.Failure) -> String
  /// Without a hash it does the same work and answers `wrong`.
  func verify(_ password: String, against hash: String?) async throws(PasswordHasher.Failure) -> PasswordHasher.Verdict
}

extension PasswordHasher: PasswordHashing {}

/// The one place that sees raw passwords: says whether one will do, turns it into a hash, compares it with one.
public struct PasswordChecker: Sendable {
  enum Verdict: Equatable, Sendable {
    case wrong
    case right
    /// Right, and this is its hash in today's scheme: the stored one is older or cheaper.
    case rightInOldScheme(rehashed: String)
  }

  private let hasher: any PasswordHashing
  /// Lower-case passwords everybody tries first; empty when the operator lists none.
  private let common: Set<String>

  init(hasher: any PasswordHashing, common: Set<String>) {
    self.hasher = hasher
    self.common = common
  }

  /// Refuses a new password that is on the operator's list.
  func refuseCommon(_ password: Password) throws(AppError) {
    try Self.checkSize(password)
    guard common.contains(PreparedPassword.text(of: password.text).lowercased()) else { return }
    throw .validation("password", "is one of the passwords everybody tries first")
  }

  /// The hash to store. `UNAVAILABLE` when too many are being hashed already.
  func hash(_ password: Password) async throws(AppError) -> String {
    try Self.checkSize(password)
    do throws(PasswordHasher.Failure) { return try await hasher.hash(PreparedPassword.text(of: password.text)) } catch {
      throw AppError(error)
    }
  }

  /// Compares a password with a stored hash; without one the same work is done for nothing, so that the time it takes does not
  /// tell whether there is an account.
  ///
  /// Hashes from before passwords were prepared are of the password as typed: where the two differ, both are tried, account or not.
  func verify(_ password: Password, against stored: String?) async throws(AppError) -> Verdict {
    try Self.checkSize(password)
    do throws(PasswordHasher.Failure) {
      let prepared = PreparedPassword.text(of: password.text)
      var verdict = try await hasher.verify(prepared, against: stored)
      if verdict == .wrong, !prepared.utf8.elementsEqual(password.text.utf8) {
        verdict = try await hasher.verify(password.text, against: stored)
        if verdict == .right { verdict = .rightButOutdated }
      }
      return switch verdict {
      case .wrong: .wrong
      case .right: .right
      case .rightButOutdated: .rightInOldScheme(rehashed: try await hasher.hash(prepared))
      }
    } catch { throw AppError(error) }
  }

  /// Whatever way a password came, a megabyte of it costs nobody a hash.
  private static func checkSize(_ password: Password) throws(AppError) {
    guard password.text.utf8.count <= Password.maximumBytes else {
      throw .validation("password", "must be at most \(Password.maximumBytes) bytes")
    }
  }
}

extension AppError {
  fileprivate init(_ failure: PasswordHasher.Failure) {
    let wait: Duration = if case .busy(let retryAfter) = failure { retryAfter } else { .seconds(1) }
    self.init(.unavailable, "Too many people are at the door. Try again in a moment", retryAfter: wait)
  }
}
