import Core
import Telemetry

/// Takes the deeds of this process as they are done and lets the cats notice them, never in the way of who did them.
struct DeedNotices: Sendable {
  let deeds: Deeds
  let keeping: NoticingService
  let scope: @Sendable () -> Scope
  let log: Logger

  /// Goes on until the task is cancelled. A deed that cannot be noticed is lost.
  func run(_ publisher: any EventPublisher) async throws {
    let rings = deeds.bell.listen()
    await noticeAll(publisher)
    for await _ in rings {
      await noticeAll(publisher)
      try Task.checkCancellation()
    }
  }

  private func noticeAll(_ publisher: any EventPublisher) async {
    for deed in deeds.take() {
      let scope = scope()
      do { try await keeping.notice(scope, deed) } catch {
        log.error("deed_not_noticed", ["deed": deed.deed.rawValue, "error": "\(error)"])
      }
      publisher.publish(scope.outbox)
    }
  }
}
