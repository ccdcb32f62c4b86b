import Core
import Crypto

/// Tokens by which banned members appeal: they are refused everywhere else. A token names the ban and is good for an hour.
public struct AppealTokens: Sendable {
  static let lifetime: Int64 = 3_600

  private let signer: TokenSigner

  /// - Parameter secret: the server's secret key. Tokens are signed with a key that is made of it for them alone, so that a session's token is no
  ///   token of an appeal.
  public init(secret: [UInt8]) {
    // A code has 32 bytes, which is long enough for a key.
    signer = TokenSigner(key: HMACSHA256(key: secret).code(of: Array("neospace appeal".utf8)))!
  }

  func token(for ban: ActionID, at now: Timestamp) -> String {
    signer.sign(
      TokenClaims(subject: ban.description, tokenID: ban.description, issuedAt: now.seconds, expiresAt: now.seconds + Self.lifetime))
  }

  /// The ban that the token names.
  func ban(_ token: String, at now: Timestamp) throws(AppError) -> ActionID {
    let claims: TokenClaims
    do { claims = try signer.verify(token, now: now.seconds) } catch {
      throw error == .expired ? AppError(.gone, "This form has expired: sign in again to get a new one") : AppError.notFound("The action")
    }
    guard let id = ActionID(text: claims.subject) else { throw AppError.notFound("The action") }
    return id
  }
}
