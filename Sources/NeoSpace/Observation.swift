import Core
import Engine
import SQL
import System
import Telemetry

/// The server's own figures, sampled when Prometheus asks. What routes take is counted by `Web`.
struct Observation {
  let database: Database
  let server: Server

  func add(to metrics: Metrics) {
    addConnections(metrics)
    addDatabase(metrics)
  }

  private func addConnections(_ metrics: Metrics) {
    let server = server
    metrics.gauge("neospace_connections", help: "Open connections, sockets included.") { Double(server.counters.connections) }
    metrics.gauge("neospace_sockets", help: "Open WebSockets.") { Double(server.counters.sockets) }
    metrics.counter("neospace_connections_accepted_total", help: "Connections accepted.") { Double(server.counters.accepted) }
    metrics.counter("neospace_received_bytes_total", help: "Bytes read from clients.") { Double(server.counters.bytesIn) }
    metrics.counter("neospace_sent_bytes_total", help: "Bytes written to clients.") { Double(server.counters.bytesOut) }
    metrics.counter("neospace_socket_messages_received_total", help: "WebSocket messages received.") { Double(server.counters.messagesIn) }
    metrics.counter("neospace_socket_messages_sent_total", help: "WebSocket messages sent.") { Double(server.counters.messagesOut) }
    metrics.counter("neospace_slow_consumers_total", help: "Sockets closed because they did not keep up.") {
      Double(server.counters.slowConsumers)
    }
    metrics.counter("neospace_timeouts_total", help: "Connections cut because the client was too slow or silent.") {
      Double(server.counters.timeouts)
    }
    metrics.counter("neospace_connections_over_limit_total", help: "Connections closed because their address held too many.") {
      Double(server.counters.overLimit)
    }
    metrics.counter("neospace_requests_refused_total", help: "Requests refused before they reached a route.") {
      Double(server.counters.refused.values.reduce(0, +))
    }
  }

  private func addDatabase(_ metrics: Metrics) {
    let database = database
    metrics.gauge("neospace_writes_queued", help: "Writes waiting or running.") { Double(database.metrics.queuedWrites) }
    metrics.counter("neospace_commits_total", help: "Commits.") { Double(database.metrics.commits) }
    metrics.counter("neospace_commits_failed_total", help: "Commits that failed.") { Double(database.metrics.failedCommits) }
    metrics.counter("neospace_writes_committed_total", help: "Writes committed; divided by commits, how many share one.") {
      Double(database.metrics.committedWrites)
    }
    metrics.counter("neospace_commit_seconds_total", help: "Time spent in COMMIT, the wait for the disk included.") {
      Double(database.metrics.commitTime.wholeMicroseconds) / 1_000_000
    }
    metrics.counter("neospace_writes_refused_total", help: "Writes refused because too many were waiting.") {
      Double(database.metrics.refusedWrites)
    }
    metrics.counter("neospace_reader_waits_total", help: "Reads that waited for a free connection.") {
      Double(database.metrics.readerWaits)
    }
    metrics.counter("neospace_statements_total", help: "Statements executed.") { Double(database.metrics.statements) }
    metrics.counter("neospace_slow_statements_total", help: "Statements that took longer than 100 ms.") {
      Double(database.metrics.slowStatements)
    }
    if database.dialect == .postgres { addPool(metrics) }
  }

  private func addPool(_ metrics: Metrics) {
    let database = database
    metrics.gauge("neospace_database_connections_in_use", help: "Database connections lent to transactions.") {
      Double(database.metrics.connectionsInUse)
    }
    metrics.gauge("neospace_database_connections_idle", help: "Database connections that wait for transactions.") {
      Double(database.metrics.connectionsIdle)
    }
    metrics.gauge("neospace_database_waiting", help: "Transactions that wait for a connection.") {
      Double(database.metrics.connectionWaiters)
    }
    metrics.counter("neospace_database_pool_exhausted_total", help: "Transactions that found every connection lent.") {
      Double(database.metrics.readerWaits)
    }
    metrics.counter("neospace_database_pool_timeouts_total", help: "Transactions that waited for a connection in vain.") {
      Double(database.metrics.readerTimeouts)
    }
    metrics.counter("neospace_database_connect_failures_total", help: "Database connections that could not be made.") {
      Double(database.metrics.failedConnects)
    }
    metrics.counter("neospace_database_retries_total", help: "Writes run again: after a failure that passes, or beside one that failed.") {
      Double(database.metrics.retries)
    }
    metrics.gauge("neospace_database_breaker_open", help: "Circuit breaker of the database: 0 closed, 0.5 half open, 1 open.") {
      database.metrics.breaker.gauge
    }
    metrics.counter("neospace_database_breaker_changes_total", help: "State changes of the database's circuit breaker.") {
      Double(database.metrics.breakerChanges)
    }
  }
}
