import Core
import Engine
import HTTP
import Synchronization
import Telemetry

/// Records answered requests: metrics and one log line. Not the path, query or headers: only the route's pattern, the member's id and the
/// request's id.
struct AccessRecord: Sendable {
  private let log: Logger
  private let byRoute: [ObjectIdentifier: RouteFigures]
  private let unmatched: RouteFigures
  private let refusals: RefusalLines
  let totals = AnswerTotals()

  init(routes: [Route], log: Logger, metrics: Metrics) {
    self.log = log
    let requests = metrics.counters(
      "http_requests_total", help: "Requests answered, by route and status", labels: ["method", "route", "status"])
    let durations = metrics.histograms(
      "http_request_duration_seconds", help: "From the request's head to its answer, by route", labels: ["method", "route"])
    func figures(_ method: String, _ route: String) -> RouteFigures {
      RouteFigures(duration: durations.with(method, route)) { requests.with(method, route, String($0)) }
    }
    var byRoute: [ObjectIdentifier: RouteFigures] = [:]
    for route in routes { byRoute[ObjectIdentifier(route)] = figures(route.method.rawValue, route.pattern.description) }
    self.byRoute = byRoute
    unmatched = figures("-", "-")
    refusals = RefusalLines(log: log)
  }

  /// - Parameter took: from the request's head to its answer.
  func add(_ incoming: IncomingRequest, _ visitor: Visitor, status: Int, took: Duration) {
    let figures = incoming.route.flatMap { byRoute[ObjectIdentifier($0)] } ?? unmatched
    figures.add(status: status, took: took)
    totals.add(status: status)
    let level: Logger.Level = status >= 500 ? .warning : incoming.rules.policy == .open ? .debug : .info
    guard log.writes(level), !(400..<500).contains(status) || refusals.admit(from: incoming.address, at: incoming.now) else { return }
    log.log(
      level, "request",
      [
        "method": incoming.request.method.rawValue, "route": incoming.route?.pattern.description ?? "-", "status": status,
        "ms": took / .milliseconds(1), "request_id": incoming.requestID, "user_id": visitor.member?.member.id.rawValue,
      ])
  }

  /// An unexpected error. Its details go only here.
  func add(_ error: any Error, _ incoming: IncomingRequest) {
    log.error(
      "unexpected error",
      [
        "method": incoming.request.method.rawValue, "route": incoming.route?.pattern.description ?? "-",
        "error": "\(type(of: error)): \(error)",
        "request_id": incoming.requestID,
      ])
  }
}

/// All answers since the start.
final class AnswerTotals: Sendable {
  private let requests = Atomic(0)
  private let errors = Atomic(0)

  func add(status: Int) {
    requests.add(1, ordering: .relaxed)
    if status >= 500 { errors.add(1, ordering: .relaxed) }
  }

  /// Errors are answers from 500 on.
  var counts: (requests: Int, errors: Int) { (requests.load(ordering: .relaxed), errors.load(ordering: .relaxed)) }
}

/// The figures of one route.
private final class RouteFigures: Sendable {
  private let duration: Histogram
  private let makeCounter: @Sendable (Int) -> Counter
  /// A route answers few statuses: a short list is found faster than a name.
  private let counters = Mutex<[(status: Int, counter: Counter)]>([])

  init(duration: Histogram, counter: @escaping @Sendable (_ status: Int) -> Counter) {
    self.duration = duration
    makeCounter = counter
  }

  func add(status: Int, took: Duration) {
    duration.observe(took)
    let counter = counters.withLock { counters in
      if let known = counters.first(where: { $0.status == status }) { return known.counter }
      let counter = makeCounter(status)
      counters.append((status, counter))
      return counter
    }
    counter.increment()
  }
}
