import Core
import SQL
import Subjects
import Words

/// What a new wall holds: a text and below it a guestbook.
struct NewWallRepository: NewMemberStep {
  static let firstText = "This wall is new. Come back soon."

  func welcome(_ user: UserID, at now: Timestamp, in transaction: Transaction) async throws {
    let place = PlaceID.wall(user)
    let modules = ModuleRepository.insertion
    try await transaction.queue("INSERT INTO walls (user_id, seq) VALUES (\(user), 1)")
    let (text, guestbook) = (ModuleContent.text(Self.firstText), ModuleContent.guestbook)
    let positions = (FractionalIndex.start, FractionalIndex.between(FractionalIndex.start, nil) ?? "")
    let first = try await transaction.value("\(modules(user, text, ModuleStyle(), positions.0, 2, now)) RETURNING id", as: Int64.self)
    guard let first else { throw AppError(.serverError, "Something went wrong on our side") }
    try await SearchIndexRepository().write(
      SearchDocument(
        kind: .module, id: first, author: user, createdAt: now, audience: .everybody, words: Words.folded(Self.firstText)),
      in: transaction)
    try await transaction.queue("\(modules(user, guestbook, ModuleStyle(), positions.1, 3, now))")
    try await transaction.queue("INSERT INTO places (kind, number, seq) VALUES (\(place.kind), \(place.number), 3)")
  }
}
