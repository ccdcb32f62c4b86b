import Core
import Crypto
import Foundation

/// A password as it was typed. Only this file can read it: printing, logging or dumping it shows dots.
public struct Password: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public static let minimumCharacters = 8
  public static let maximumBytes = 1_024

  fileprivate let text: String

  public init(_ text: String) { self.text = text }

  public var description: String { "••••••••" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: [:]) }

  /// The password as it is hashed (RFC 8265, OpaqueString): spaces of other scripts become U+0020, and composed and decomposed letters
  /// become one (NFC). Case and everything else stay as typed.
  ///
  /// Check the size first: normalising a run of combining marks takes quadratic time.
  static func prepared(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { scalars.append(scalar.properties.generalCategory == .spaceSeparator ? " " : scalar) }
    return String(scalars).precomposedStringWithCanonicalMapping
  }

  fileprivate var prepared: String { Self.prepared(text) }
}

/// Hashes and compares passwords, away from the threads that serve requests.
public protocol PasswordHashing: Sendable {
  func hash(_ password: String) async throws(PasswordHasher.Failure) -> String
  /// Without a hash it does the same work and returns `wrong`.
  func verify(_ password: String, against hash: String?) async throws(PasswordHasher.Failure) -> PasswordHasher.Verdict
}

extension PasswordHasher: PasswordHashing {}

/// Checks new passwords, hashes them, and compares typed passwords with stored hashes. Nothing else sees a raw password.
public struct PasswordChecker: Sendable {
  enum Verdict: Equatable, Sendable {
    case wrong
    case right
    /// The password is right, but its stored hash uses an older or cheaper scheme. `rehashed` uses the current one.
    case rightInOldScheme(rehashed: String)
  }

  private let hasher: any PasswordHashing
  /// Common passwords, in lower case; empty when the operator lists none.
  private let common: Set<String>

  init(hasher: any PasswordHashing, common: Set<String>) {
    self.hasher = hasher
    self.common = common
  }

  /// Refuses a new password that is on the operator's list of common ones.
  func refuseCommon(_ password: Password) throws(AppError) {
    try Self.checkSize(password)
    guard common.contains(password.prepared.lowercased()) else { return }
    throw .validation("password", "is too common")
  }

  /// The hash to store. `UNAVAILABLE` when too many passwords are waiting to be hashed.
  func hash(_ password: Password) async throws(AppError) -> String {
    try Self.checkSize(password)
    do throws(PasswordHasher.Failure) { return try await hasher.hash(password.prepared) } catch { throw AppError(error) }
  }

  /// Compares a password with a stored hash. Without one it does the same work, so that the time taken does not tell whether the account
  /// exists.
  ///
  /// Older hashes are of the password as typed, not as prepared. Where the two differ both are tried, whether the account exists or not.
  func verify(_ password: Password, against stored: String?) async throws(AppError) -> Verdict {
    try Self.checkSize(password)
    do throws(PasswordHasher.Failure) {
      let prepared = password.prepared
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

  /// Hashing a very long password would take long, so its size is checked wherever it comes from.
  private static func checkSize(_ password: Password) throws(AppError) {
    guard password.text.utf8.count <= Password.maximumBytes else {
      throw .validation("password", "must be at most \(Password.maximumBytes) bytes")
    }
  }
}

extension AppError {
  fileprivate init(_ failure: PasswordHasher.Failure) {
    let wait: Duration = if case .busy(let retryAfter) = failure { retryAfter } else { .seconds(1) }
    self.init(.unavailable, "Too many people are signing in. Try again in a moment", retryAfter: wait)
  }
}
