import Core
import JSON
import Testing

@testable import Chat

extension World {
  /// Runs an action in a room and checks what every client relies on: the state before, with the action's events folded in, is the
  /// state loaded afterwards; and nothing else was told. The events are the action's own.
  @discardableResult
  func verify<Result>(
    _ room: RoomName, as scope: Scope, tells types: [String], sourceLocation: SourceLocation = #_sourceLocation,
    _ action: (Scope) async throws -> Result
  ) async throws -> Result {
    var copy = try await loaded(room)
    let result = try await action(scope)
    let events = scope.outbox.take().ofRooms
    #expect(events.map(\.type) == types, sourceLocation: sourceLocation)
    for event in events { try copy.take(event) }
    let after = try await loaded(room)
    #expect(copy == after, sourceLocation: sourceLocation)
    return result
  }

  /// The action is refused with this code, tells nothing and leaves the room as it was.
  func refuses(
    _ code: AppError.Code, _ room: RoomName, _ scope: Scope, sourceLocation: SourceLocation = #_sourceLocation,
    _ action: (Scope) async throws -> Void
  ) async throws {
    let before = try await loaded(room)
    await #expect(sourceLocation: sourceLocation) {
      try await action(scope)
    } throws: { error in
      (error as? AppError)?.code == code
    }
    #expect(scope.outbox.take().isEmpty, sourceLocation: sourceLocation)
    #expect(try await loaded(room) == before, sourceLocation: sourceLocation)
  }

  /// The message as clients have it.
  func message(_ id: MessageID, in room: RoomName) async throws -> JSONValue {
    try #require(try await loaded(room).messages[id.rawValue])
  }
}

extension [Event] {
  /// Those of rooms and their members, without what members are told in their own places.
  var ofRooms: [Event] { filter { if case .place(let place) = $0.audience { place.kind != .me } else { true } } }
}
