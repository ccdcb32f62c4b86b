import Core

/// The place `cats`, for every member. Petting is its one signal.
struct CatPlace: PlaceSource {
  let keeping: NoticingService

  var kind: PlaceKind { .cats }

  func find(_ name: String, for member: Member) async throws -> Place? { name.isEmpty ? Place(.cats, named: "cats") : nil }

  func ended(among viewers: [Viewer]) async throws -> [EndedView] { [] }

  var signals: [PlaceSignal] {
    [
      PlaceSignal("pet") { fields in
        fields.text("cat", 1...64)
      } answer: { scope, _, name in
        guard let cat = Cat(rawValue: name) else { throw AppError.notFound("The cat") }
        return try await keeping.pet(scope, cat)
      }
    ]
  }
}
