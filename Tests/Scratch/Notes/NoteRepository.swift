import Core
import JSON
import SQL

struct NoteRepository: PlaceObjects {
  let database: Database

  var kind: PlaceKind { .notes }

  func all(of owner: UserID) async throws -> [Note] { try await database.all(Self.newest(of: owner)) }

  func hasRoom(for owner: UserID, most: Int, in transaction: Transaction) async throws -> Bool {
    let kept = try await transaction.value(
      "SELECT count(*) FROM (SELECT 1 FROM notes WHERE user_id = \(owner) LIMIT \(most)) counted", as: Int64.self)
    return kept ?? 0 < most
  }

  func insert(_ text: String, of owner: UserID, _ sequence: Int64, in transaction: Transaction) async throws -> Note {
    guard
      let note: Note = try await transaction.first(
        "INSERT INTO notes (user_id, text, seq) VALUES (\(owner), \(text), \(sequence)) RETURNING id, text, seq")
    else { throw AppError(.serverError, "Something went wrong on our side") }
    return note
  }

  func erase(_ owner: UserID, in transaction: Transaction) async throws {
    try await transaction.run("DELETE FROM notes WHERE user_id = \(owner)")
    try await PlaceRepository(database).forget(PlaceID(.notes, owner.rawValue), in: transaction)
  }

  func export(of owner: UserID) async throws -> [UInt8] {
    let notes = try await all(of: owner)
    var json = JSONWriter()
    json.array { json in for note in notes { json.object { $0.field("text", note.text) } } }
    return json.bytes
  }

  // MARK: The place

  func first(in place: PlaceID, for viewer: UserID, at snapshot: Snapshot) async throws -> [PlaceObject] {
    try await snapshot.all(Self.newest(of: UserID(place.number)), as: Note.self).map(\.object)
  }

  func changed(
    in place: PlaceID, after sequence: Int64, limit: Int, for viewer: UserID?, at snapshot: Snapshot
  ) async throws -> [PlaceObject] {
    try await snapshot.all(
      "SELECT id, text, seq FROM notes WHERE user_id = \(place.number) AND seq > \(sequence) ORDER BY seq LIMIT \(limit)", as: Note.self
    ).map(\.object)
  }

  private static func newest(of owner: UserID) -> SQL { "SELECT id, text, seq FROM notes WHERE user_id = \(owner) ORDER BY seq DESC" }
}

extension Note: RowDecodable {
  init(row: Row) throws { self.init(id: try row[0], text: try row[1], sequence: try row[2]) }
}
