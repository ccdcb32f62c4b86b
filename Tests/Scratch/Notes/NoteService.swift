import Core

struct NoteService: Sendable {
  let work: UnitOfWork
  let notes: NoteRepository
  let places: PlaceRepository
  /// How many notes one member may keep.
  let most: Int

  /// The notes, with where their place stood just before: the page follows them live from there.
  func list(_ scope: Scope) async throws -> NoteList {
    let member = try scope.requireMember()
    let head = try await places.head(of: PlaceID(.notes, member.id.rawValue))
    return NoteList(notes: try await notes.all(of: member.id), head: head)
  }

  /// Makes a note; `LIMIT_EXCEEDED` if the member has as many as they may.
  func make(_ scope: Scope, _ text: String) async throws -> Note {
    let member = try scope.requireMember()
    let place = PlaceID(.notes, member.id.rawValue)
    let note = try await work.transaction { transaction in
      // The place is locked from here on, so that two notes at once cannot both be the last one.
      let sequence = try await place.takeSeq(in: transaction)
      guard try await notes.hasRoom(for: member.id, most: most, in: transaction) else {
        throw AppError(.limitExceeded, "You have \(most) notes. Delete some first")
      }
      return try await notes.insert(text, of: member.id, sequence, in: transaction)
    }
    scope.outbox.add(Event(changed: note.object, in: place))
    return note
  }

  func erase(_ scope: Scope, everythingOf user: UserID) async throws {
    try scope.require(.admin)
    try await work.transaction { try await notes.erase(user, in: $0) }
  }
}
