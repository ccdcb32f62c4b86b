import Core
import JSON

/// Makes changes: each in one transaction, once for each request however often it is made, and told to everybody when it is durable.
struct Changes: Sendable {
  let work: UnitOfWork

  /// What a change came to: the answer, and what there is to tell. Nothing to tell when nothing changed.
  struct Outcome<Answer: ChangeAnswer>: Sendable {
    let answer: Answer
    let event: ChatEvent?
  }

  /// Runs the change, unless the request has been carried out before: then its answer is repeated and nothing happens, also when
  /// the member could no longer ask for it.
  func once<Answer: ChangeAnswer>(
    _ scope: Scope, _ change: @Sendable (Transaction) async throws -> Outcome<Answer>
  ) async throws -> Answer {
    let outcome = try await work.once(
      scope, remembering: { $0.answer.json },
      repeating: { Outcome(answer: try Answer(json: try JSONValue(parsing: $0)), event: nil) }, change)
    if let event = outcome.event { scope.outbox.add(event.event) }
    return outcome.answer
  }

  /// Runs a change that is the same however often it is made, and of which nobody is told.
  func unremembered<Result: Sendable>(_ change: @Sendable (Transaction) async throws -> Result) async throws -> Result {
    try await work.transaction(change)
  }
}
