import CPostgres
import Glibc
import Synchronization

/// Makes connections, each on a thread of its own: looking up a name may block for as long as it likes.
struct PostgresConnector: Sendable {
  private let url: String
  private let options: DatabaseOptions

  init(url: String, options: DatabaseOptions) throws(SQLError) {
    self.url = url
    self.options = options
    var message: UnsafeMutablePointer<CChar>?
    guard let parsed = PQconninfoParse(url, &message) else {
      defer { PQfreemem(message) }
      // After the colon libpq repeats the URL, or the part of it that may be the password.
      let reason = message.map { String(cString: $0).prefix { $0 != ":" && $0 != "\"" } } ?? "out of memory"
      throw .misuse("the database URL is not understood: \(reason.split(whereSeparator: \.isWhitespace).joined(separator: " "))")
    }
    PQconninfoFree(parsed)
  }

  /// A connection that is ready, within `DatabaseOptions.connectLimit`.
  func connect(_ purpose: PostgresLink.Purpose) async throws(SQLError) -> PostgresLink {
    let limit = options.connectLimit
    let result = await withUnsafeContinuation { (continuation: UnsafeContinuation<Result<PostgresLink, SQLError>, Never>) in
      start(purpose, Attempt(continuation), limit)
    }
    return try result.get()
  }

  private func start(_ purpose: PostgresLink.Purpose, _ attempt: Attempt, _ limit: Duration) {
    do throws(SQLError) {
      try OwnThread.start {
        let result: Result<PostgresLink, SQLError>
        do throws(SQLError) { result = .success(try open(purpose)) } catch { result = .failure(error) }
        if !attempt.finish(result), case .success(let link) = result { PQfinish(link.connection) }
      }
    } catch {
      _ = attempt.finish(.failure(error))
      return
    }
    // The thread keeps to the limit by itself, unless it hangs in looking up the name.
    Task {
      try? await Task.sleep(for: limit + .milliseconds(200))
      _ = attempt.finish(.failure(.unavailable("connecting took too long")))
    }
  }

  /// The first to finish it resumes the caller.
  private final class Attempt: Sendable {
    private let continuation: Mutex<UnsafeContinuation<Result<PostgresLink, SQLError>, Never>?>

    init(_ continuation: UnsafeContinuation<Result<PostgresLink, SQLError>, Never>) { self.continuation = Mutex(continuation) }

    func finish(_ result: Result<PostgresLink, SQLError>) -> Bool {
      let waiting = continuation.withLock { continuation in
        defer { continuation = nil }
        return continuation
      }
      waiting?.resume(returning: result)
      return waiting != nil
    }
  }

  // MARK: On the thread

  /// Defaults stand before the URL, which may override them; what the driver relies on stands after it.
  ///
  /// Without `jit=off` PostgreSQL compiles statements whose cost it overestimates: 35 ms of CPU for one that takes 0.35 ms.
  private func parameters(_ purpose: PostgresLink.Purpose) -> [(String, String)] {
    let milliseconds = Int(options.statementLimit / .milliseconds(1))
    let settings = [
      "statement_timeout=\(milliseconds)", "idle_in_transaction_session_timeout=60000", "timezone=UTC", "synchronous_commit=on", "jit=off",
      "default_transaction_read_only=\(purpose == .shared ? "on" : "off")",
    ]
    let stall = Int(options.stallLimit / .milliseconds(1))
    return [
      ("application_name", "neospace"), ("gssencmode", "disable"), ("tcp_user_timeout", "\(stall)"), ("keepalives_idle", "10"),
      ("keepalives_interval", "2"), ("keepalives_count", "3"), ("options", settings.map { "-c " + $0 }.joined(separator: " ")),
      ("dbname", url), ("client_encoding", "UTF8"),
    ]
  }

  private func open(_ purpose: PostgresLink.Purpose) throws(SQLError) -> PostgresLink {
    let deadline = MonotonicClock.nanoseconds() &+ UInt64(max(0, options.connectLimit / .nanoseconds(1)))
    guard let connection = start(parameters(purpose)) else { throw .outOfMemory }
    // So that a refusal comes with its code.
    PQsetErrorVerbosity(connection, PQERRORS_VERBOSE)
    do throws(SQLError) {
      try finish(connection, by: deadline)
      PQsetErrorVerbosity(connection, PQERRORS_DEFAULT)
      guard PQsetnonblocking(connection, 1) == 0, PQenterPipelineMode(connection) == 1 else {
        throw .unavailable(PostgresFailure.reason(of: connection))
      }
      return PostgresLink(connection, purpose)
    } catch {
      PQfinish(connection)
      throw error
    }
  }

  private func start(_ parameters: [(String, String)]) -> OpaquePointer? {
    var keywords: [UnsafePointer<CChar>?] = parameters.map { UnsafePointer(strdup($0.0)) } + [nil]
    var values: [UnsafePointer<CChar>?] = parameters.map { UnsafePointer(strdup($0.1)) } + [nil]
    defer { for text in keywords + values { free(UnsafeMutablePointer(mutating: text)) } }
    return PQconnectStartParams(&keywords, &values, 1)
  }

  private func finish(_ connection: OpaquePointer, by deadline: UInt64) throws(SQLError) {
    guard PQstatus(connection) != CONNECTION_BAD else { throw .unavailable(PostgresFailure.reason(of: connection)) }
    cpostgres_silence_notices(connection)
    var wish = PGRES_POLLING_WRITING
    while wish != PGRES_POLLING_OK {
      guard wish == PGRES_POLLING_READING || wish == PGRES_POLLING_WRITING else { throw PostgresFailure.refusal(of: connection) }
      let now = MonotonicClock.nanoseconds()
      guard now < deadline else { throw .unavailable("connecting took too long") }
      var descriptor = pollfd(fd: PQsocket(connection), events: Int16(wish == PGRES_POLLING_READING ? POLLIN : POLLOUT), revents: 0)
      let count = poll(&descriptor, 1, Int32((deadline - now) / 1_000_000) + 1)
      if count > 0 { wish = PQconnectPoll(connection) }
    }
  }
}
