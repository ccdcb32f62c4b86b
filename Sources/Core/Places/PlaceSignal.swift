/// A signal that clients may send to the places of a kind: what is not kept, such as petting a cat.
///
///     PlaceSignal("wave") { fields in
///       fields.text("at", 1...20)
///     } answer: { scope, place, name in
///       try await waves.wave(scope, in: place, at: name)
///     }
///
/// `scope.replay` carries the `request_id`; whether a repeated one counts once is up to the service.
public struct PlaceSignal: Sendable {
  public let name: String
  /// Reads the fields beside `place` and `name` and answers with the data of an ack.
  public let answer: @Sendable (consuming Fields, Scope, PlaceID) async throws -> [UInt8]

  public init<Input: Sendable>(
    _ name: String, read: @escaping @Sendable (inout Fields) throws(AppError) -> Input,
    answer: @escaping @Sendable (Scope, PlaceID, Input) async throws -> [UInt8]
  ) {
    self.name = name
    self.answer = { fields, scope, place in
      let input = try Fields.read(fields) { fields throws(AppError) in
        fields.ignore("place", "name")
        return try read(&fields)
      }
      return try await answer(scope, place, input)
    }
  }
}
