import Core
import Crypto

/// Writes and verifies the tokens of sessions (PROTOCOL.md §3).
struct SessionTokens: Sendable {
  struct Claims: Equatable, Sendable {
    let session: SessionID
    let user: UserID
  }

  /// How far the clocks of nodes may differ.
  static let skew = Duration.seconds(TokenSigner.skew)

  /// Signed by us, but the session is not valid.
  static let invalid = AppError(.authInvalid, "Your session has ended. Sign in again")

  private let signer: TokenSigner
  private let remembered = RememberedTokens()

  init(signer: TokenSigner) { self.signer = signer }

  func token(for session: Session, of user: User) -> String {
    signer.sign(
      TokenClaims(
        subject: user.id.description, tokenID: session.id.rawValue, issuedAt: session.createdAt.seconds,
        expiresAt: session.expiresAt.seconds,
        other: ["user_id": user.uuid, "email": user.email]))
  }

  /// Throws `UNAUTHORIZED` for a token that our key did not sign, `AUTH_INVALID` for one that is expired or unusable.
  func verify(_ token: String, now: Timestamp) throws(AppError) -> Claims {
    guard token.utf8.count <= TokenSigner.maximumLength else { throw .unauthorized }
    if let known = remembered[token] {
      guard now.seconds - TokenSigner.skew < known.expiresAt else { throw Self.invalid }
      return known.claims
    }
    do throws(TokenSigner.Refusal) {
      let claims = try signer.verify(token, now: now.seconds)
      guard let user = UserID(text: claims.subject) else { throw .unusable }
      let own = Claims(session: SessionID(claims.tokenID), user: user)
      remembered.keep(RememberedTokens.Entry(claims: own, expiresAt: claims.expiresAt), for: token)
      return own
    } catch {
      throw error.isOurs ? Self.invalid : .unauthorized
    }
  }
}
