import Core
import Engine
import HTML
import HTTP
import JSON
import Synchronization
import Telemetry
import Testing

@testable import Web

extension Limit {
  static let things = Limit("things", .minute(100), meaning: "Things per member")
}

/// A whole web application with three routes of each kind, a clock one can turn, and sessions named by their tokens.
final class Doorway: Sendable {
  let application: WebApplication
  let clock = Clock()
  let events = PublishedEvents()
  let lines = LogLines()
  let sink: LogSink
  let metrics = Metrics()

  init(
    routes: [Route] = Doorway.routes, configure: (inout Config) -> Void = { _ in }, authenticator: any Authenticator = NamedSessions(),
    limiter: any RateLimiter = LocalRateLimiter()
  ) {
    var config = Config(secretKey: Secret(String(repeating: "k", count: 32)))
    configure(&config)
    let clock = self.clock
    let lines = self.lines
    sink = LogSink(.json, minimum: .debug) { lines.add($0) }
    application = WebApplication(
      routes: routes, settings: WebSettings(config),
      services: WebServices(
        authenticator: authenticator, limiter: limiter, publisher: events,
        errorPage: {
          Array("<h1>\($0.status) \($0.error.code.rawValue) \($0.viewer?.username ?? "-") \($0.cookie("theme") ?? "-")</h1>".utf8)
        },
        random: RandomSource { [UInt8](repeating: 0xAB, count: $0) }, now: { clock.now }, log: Logger(sink: sink), metrics: metrics))
  }

  func send(
    _ method: Request.Method = .get, _ target: String, _ headers: KeyValuePairs<String, String> = [:], body: String = "",
    peer: String = "203.0.113.1"
  ) async -> Response {
    await application.handle(Request(method, target, headers: headers, body: Array(body.utf8), peerAddress: peer))
  }

  static let routes: [Route] = [
    .page(.get, "/page", .anyone, "Anyone's page") { call in .page(200, "Hello \(call.scope.member?.username ?? "guest")") },
    .page(.get, "/members", .signedIn, "Members' page") { _ in .page(200, "Members") },
    .page(.post, "/form", .anyone, "A form", limit: .none) { call in
      _ = try Fields.read(try await call.form()) { $0.text("title", 1...5) }
      return .redirect(to: "/page")
    },
    .page(.get, "/moderation", .permission(.moderate), "Moderation") { _ in .page(200, "Moderation") },
    .api(.get, "/api/me", .signedIn, "Me") { call in .success { $0.field("name", call.scope.member?.username) } },
    .api(.post, "/api/things", .permission(.useTasks), "Make", request: .json(.required("title", .string(1...5)))) { call in
      let title = try Fields.read(try await call.json()) { $0.text("title", 1...5) }
      call.scope.outbox.add(Event(type: "thing", audience: .nodes, data: Array(title.utf8)))
      return .success(201) { $0.field("title", title) }
    },
    .api(.get, "/api/things/{id}", .anyone, "One") { call in
      let id = try call.id("id", of: MessageID.self)
      return .success { $0.field("id", id.rawValue) }
    },
    .api(.get, "/api/list", .anyone, "List") { call in
      let page = try Fields.read(try call.query()) { $0.optionalInteger("page", 1...100) ?? 1 }
      return .success { $0.field("page", page) }
    },
    .either(.get, "/both", .anyone, "Both") { call in
      call.wantsPage ? .page(200, "Page") : .success(message: "JSON")
    },
    .api(.post, "/api/sign-up", .anyone, "Sign up", limit: .credentials, answers: [.error(.emailExists, status: 400)]) { _ in
      throw AppError(.emailExists, "This e-mail is registered")
    },
    .api(.get, "/api/tasks", .permission(.useTasks), "Tasks", limit: [.requests(.things)]) { _ in .success(message: "Tasks") },
    .api(.get, "/open", .open, "Open", limit: .none) { _ in .success(message: "Open") },
    .api(.get, "/figures", .loopbackOrAdmin, "Figures", limit: .none) { _ in .success(message: "Figures") },
    .api(.get, "/fails/{how}", .anyone, "Fails") { call in
      switch call.path("how") {
      case "validation": throw AppError(.validation, "title is wrong", details: ["title": "must be \"short\""])
      case "unavailable": throw AppError(.unavailable, "Down", retryAfter: .milliseconds(1_200))
      case "unavailable-soon": throw AppError(.unavailable, "Down")
      case "gone": throw AppError(.gone, "Spent")
      default:
        call.scope.outbox.add(Event(type: "committed before the failure", audience: .nodes, data: []))
        throw Unforeseen(secret: "password=hunter2")
      }
    },
  ]
}

struct Unforeseen: Error { let secret: String }

final class Clock: Sendable {
  private let moment = Mutex(Timestamp(microseconds: 1_700_000_000_000_000))
  var now: Timestamp { moment.withLock { $0 } }
  func advance(by duration: Duration) { moment.withLock { $0 = $0 + duration } }
}

final class PublishedEvents: EventPublisher {
  private let events = Mutex<[Event]>([])
  func publish(_ new: [Event]) { events.withLock { $0 += new } }
  var types: [String] { events.withLock { $0.map(\.type) } }
}

final class LogLines: Sendable {
  private let bytes = Mutex<[UInt8]>([])
  func add(_ more: [UInt8]) -> Bool {
    bytes.withLock { $0 += more }
    return true
  }
  var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
}

/// Sessions whose tokens say what becomes of them: `ann`, `admin`, `banned`, `expired`, `down`; all others are none of ours.
struct NamedSessions: Authenticator {
  func authenticate(token: String, now: Timestamp) async throws -> Authenticated {
    switch token {
    case "ann": Authenticated(member: .named("ann", 1, .member), session: SessionID("s1"), expires: now + .hours(1))
    case "bob": Authenticated(member: .named("bob", 2, .member), session: SessionID("s2"), expires: now + .hours(1))
    case "admin": Authenticated(member: .named("root", 3, .admin), session: SessionID("s3"), expires: now + .hours(1))
    case "banned":
      Authenticated(member: .named("troll", 4, .member, []), session: SessionID("s4"), expires: now + .hours(1), isBanned: true)
    case "expired": throw AppError(.authInvalid, "This session has ended")
    case "down": throw AppError(.unavailable, "No database", retryAfter: .seconds(2))
    default: throw AppError.unauthorized
    }
  }
  func authenticate(session: SessionID, now: Timestamp) async throws -> Authenticated { throw AppError.unauthorized }
  func authenticate(sessions: Set<SessionID>, now: Timestamp) async throws -> [SessionID: Result<Authenticated, AppError>] { [:] }
  func forget(session: SessionID) {}
  func forget(user: UserID) {}
  func forgetEverything() {}
}

extension Member {
  static func named(_ name: String, _ id: Int64, _ role: Role, _ permissions: PermissionSet? = nil) -> Member {
    Member(
      id: UserID(id), uuid: "", username: name, displayName: name, email: "\(name)@example.org", color: 0, role: role,
      permissions: permissions ?? role.permissions)
  }
}

extension Response {
  var text: String {
    switch body {
    case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
    case .shared(let buffer): buffer.text
    default: ""
    }
  }

  var json: JSONValue { get throws { try JSONValue(parsing: text) } }

  var errorCode: String? { try? json["error"]?["code"]?.string }

  var isPage: Bool { headers["Content-Type"]?.hasPrefix("text/html") == true }

  var isUpgrade: Bool { if case .upgrade = body { true } else { false } }
}

let browser = "text/html,application/xhtml+xml,*/*;q=0.8"
