import Telemetry

/// What `Live` counts.
struct LiveMetrics: Sendable {
  let messagesIn: Counter
  let messagesRefused: Counter
  let events: Counter
  let fanOut: Histogram
  private let resumes: Series<Counter>

  init(_ metrics: Metrics) {
    messagesIn = metrics.counter("neospace_live_messages_received_total", help: "Messages clients have sent over sockets.")
    messagesRefused = metrics.counter("neospace_live_messages_refused_total", help: "Messages of clients answered by an error.")
    events = metrics.counter("neospace_live_events_total", help: "Events that reached this node, however many sockets got them.")
    fanOut = metrics.histogram(
      "neospace_live_fan_out_seconds", help: "From an event being published on this node to its being queued for every socket here.",
      buckets: [0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05])
    resumes = metrics.counters(
      "neospace_live_resumes_total", help: "Rooms and places resumed with a cursor, by what it took: nothing, pages, or a fresh copy.",
      labels: ["outcome"])
    for outcome in Subscription.Resume.allCases { _ = resumes.with(outcome.rawValue) }
  }

  func resumed(_ resume: Subscription.Resume) { resumes.with(resume.rawValue).increment() }
}
