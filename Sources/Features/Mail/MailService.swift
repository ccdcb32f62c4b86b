import Core
import Crypto
import Encoding
import Transfer

/// What administrators see of mail, and how they try it.
struct MailService: Sendable {
  let rows: LetterRepository
  let work: UnitOfWork
  /// Nil: no mail is sent.
  let mailer: Mailer?
  let from: String
  /// What links begin with.
  let publicURL: String
  let random: RandomSource

  func list(_ scope: Scope, before: LetterID?, limit: Int) async throws -> LetterSlice {
    try scope.require(.admin)
    return try await rows.list(before: before, limit: limit)
  }

  /// Sends a letter now and says what the mail server said. Throws `UNAVAILABLE` where no mail is sent.
  func test(_ scope: Scope, to address: String) async throws -> Letter {
    try scope.require(.admin)
    guard let mailer else { throw AppError(.unavailable, "No mail is sent: SMTP_URL is not set") }
    let reference = Hex.encode(random.bytes(16))
    let email = Email(
      .test, to: address, subject: "A test",
      text: """
        An administrator of
        \(publicURL)
        tries whether mail arrives. It does.

        """)
    let sent = await mailer.send(MailMessage(email, from: from, id: reference, at: scope.now), isFresh: true)
    let masked = EmailSeal.masked(address)
    @Sendable func hiding(_ text: String) -> String { text.replacing(address, with: masked) }
    return try await work.transaction { transaction in
      try await rows.insertTest(
        to: masked, as: reference, error: sent.failure.map { hiding($0.text) }, sent.dialogue.map(hiding), at: scope.now, in: transaction)
    }
  }
}
