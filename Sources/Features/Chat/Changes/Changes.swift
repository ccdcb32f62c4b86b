import Core
import JSON
import Media

/// Runs changes: each in one transaction, once per request id, and told to clients after the commit.
struct Changes: Sendable {
  let work: UnitOfWork
  /// Removes files whose rows a change erased, before the change is answered.
  let removeFiles: @Sendable (ErasedMedia) async -> Void

  /// The result of a change: the answer, and the events to publish. No events if nothing changed.
  struct Outcome<Answer: ChangeAnswer>: Sendable {
    let answer: Answer
    let events: [ChatEvent]
    /// Files that nothing shows any more.
    var erased: ErasedMedia?

    init(answer: Answer, events: [ChatEvent], erased: ErasedMedia? = nil) {
      self.answer = answer
      self.events = events
      self.erased = erased
    }

    init(answer: Answer, event: ChatEvent?, erased: ErasedMedia? = nil) {
      self.init(answer: answer, events: event.map { [$0] } ?? [], erased: erased)
    }
  }

  /// Runs the change. If this request was carried out before, nothing happens and the first answer is repeated, even if the member would be
  /// refused now.
  func once<Answer: ChangeAnswer>(
    _ scope: Scope, _ change: @Sendable (Transaction) async throws -> Outcome<Answer>
  ) async throws -> Answer {
    try scope.gate.requireChanges()
    let outcome = try await work.once(
      scope, remembering: { $0.answer.json },
      repeating: { Outcome(answer: try Answer(json: try JSONValue(parsing: $0)), events: []) }, change)
    if let erased = outcome.erased { await removeFiles(erased) }
    tell(outcome.events, scope)
    return outcome.answer
  }

  /// Runs a change that can be repeated without harm. `change` returns the events to publish.
  func unremembered(_ scope: Scope, _ change: @Sendable (Transaction) async throws -> [ChatEvent]) async throws {
    try scope.gate.requireChanges()
    tell(try await work.transaction(change), scope)
  }

  private func tell(_ events: [ChatEvent], _ scope: Scope) {
    for event in events { scope.outbox.add(event.event) }
  }
}
