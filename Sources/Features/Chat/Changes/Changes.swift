import Core
import JSON

/// Makes changes: each in one transaction, once for each request however often it is made, and told to everybody when it is durable.
struct Changes: Sendable {
  let work: UnitOfWork

  /// What a change came to: the answer, and what there is to tell. Nothing to tell when nothing changed.
  struct Outcome<Answer: ChangeAnswer>: Sendable {
    let answer: Answer
    let events: [ChatEvent]

    init(answer: Answer, events: [ChatEvent]) {
      self.answer = answer
      self.events = events
    }

    init(answer: Answer, event: ChatEvent?) { self.init(answer: answer, events: event.map { [$0] } ?? []) }
  }

  /// Runs the change, unless the request has been carried out before: then its answer is repeated and nothing happens, also when
  /// the member could no longer ask for it.
  func once<Answer: ChangeAnswer>(
    _ scope: Scope, _ change: @Sendable (Transaction) async throws -> Outcome<Answer>
  ) async throws -> Answer {
    let outcome = try await work.once(
      scope, remembering: { $0.answer.json },
      repeating: { Outcome(answer: try Answer(json: try JSONValue(parsing: $0)), events: []) }, change)
    tell(outcome.events, scope)
    return outcome.answer
  }

  /// Runs a change that is the same however often it is made; it gives back what there is to tell.
  func unremembered(_ scope: Scope, _ change: @Sendable (Transaction) async throws -> [ChatEvent]) async throws {
    tell(try await work.transaction(change), scope)
  }

  private func tell(_ events: [ChatEvent], _ scope: Scope) {
    for event in events { scope.outbox.add(event.event) }
  }
}
