/// A signal that clients may send to the places of a kind: what is not kept, such as petting a cat.
///
///     PlaceSignal("wave") { fields in
///       fields.text("at", 1...20)
///     } answer: { scope, place, name in
///       try await waves.wave(scope, in: place, at: name)
///     }
///
/// `scope.replay` carries the `request_id`; whether a repeated one counts once is up to the service. What depends on the socket takes a
/// `SignalSender` in place of the scope.
public struct PlaceSignal: Sendable {
  public let name: String
  /// Reads the fields beside `place` and `name` and answers with the data of an ack.
  public let answer: @Sendable (consuming Fields, SignalSender, PlaceID) async throws -> [UInt8]

  public init<Input: Sendable>(
    _ name: String, read: @escaping @Sendable (inout Fields) throws(AppError) -> Input,
    answer: @escaping @Sendable (Scope, PlaceID, Input) async throws -> [UInt8]
  ) {
    self.init(name, read: read, from: { sender, place, input in try await answer(sender.scope, place, input) })
  }

  public init<Input: Sendable>(
    _ name: String, read: @escaping @Sendable (inout Fields) throws(AppError) -> Input,
    from answer: @escaping @Sendable (SignalSender, PlaceID, Input) async throws -> [UInt8]
  ) {
    self.name = name
    self.answer = { fields, sender, place in
      let input = try Fields.read(fields) { fields throws(AppError) in
        fields.ignore("place", "name")
        return try read(&fields)
      }
      return try await answer(sender, place, input)
    }
  }
}

/// Who sends a signal, and through which socket.
public struct SignalSender: Sendable {
  public let scope: Scope
  /// Names the socket among those of all nodes.
  public let socket: String
  /// Whether the socket watches the place.
  public let isWatching: Bool

  public init(scope: Scope, socket: String, isWatching: Bool) {
    self.scope = scope
    self.socket = socket
    self.isWatching = isWatching
  }
}
