import Core
import HTTP
import Live

@testable import Web

/// Who may use what, and which limits count it, as a table: derived from the declarations of routes and messages.
struct PolicyTable {
  /// The kinds of callers.
  enum Who: String, CaseIterable {
    case guest, member, muted, moderator, admin, banned

    private var role: Role {
      switch self {
      case .guest: .guest
      case .member, .muted, .banned: .member
      case .moderator: .moderator
      case .admin: .admin
      }
    }

    var permissions: PermissionSet {
      switch self {
      case .muted: role.permissions.subtracting([.postMessage])
      case .banned: .none
      default: role.permissions
      }
    }

    var caller: Scope.Caller {
      if self == .guest { return .guest }
      return .member(
        Member(
          id: UserID(1), uuid: "", username: rawValue, displayName: rawValue, email: "", color: 0, role: role, permissions: permissions))
    }
  }

  let routes: [Route]
  let messages: [SocketMessage]

  var text: String {
    """
    # Who may use what, and how often

    Derived from the declarations of routes and socket messages, and checked against the running server by
    `Tests/Conformance/test_policies.py`. Do not edit it: `NEOSPACE_WRITE_DOCS=1 swift test --filter PolicyTable` regenerates it.

    A **member** has the permissions of the role; a **muted** member is denied `post_message` for a while; a **banned** one has none. `yes`
    means that the route lets the caller in. The service then decides about the thing asked for: members reach their own things and the
    rooms they can see, and staff act on members of a lower rank. `sign in` is a redirect to the sign-in page (people); programs get 401.
    `if visible`: guests see what is public, and are asked to sign in for everything else, whether it exists or not.

    **does** is for the modes of the site: what `changes` is refused while it is read-only, what only `reads` goes on, and so does what
    `keeps` it running. In maintenance only staff reach a route, except where it says `always`. **switch** names the feature whose switch
    turns it off; `–` has none.

    **limits** are those of PROTOCOL.md §5. `requests` counts members, or the address of guests.

    ## HTTP

    Every route that is not `open` answers 403 to banned members, `/login` and `/signup` included. Only `POST /appeals` lets them in, with the
    token of their refusal in place of a session; without one it answers as everywhere. HEAD is answered wherever GET is.

    | method | path | declares | does | switch | limits | \(Who.allCases.map(\.rawValue).joined(separator: " | ")) |
    |---|---|---|---|---|---|\(Who.allCases.map { _ in "---" }.joined(separator: "|"))|
    \(routes.sorted { ($0.pattern.description, $0.method.rawValue) < ($1.pattern.description, $1.method.rawValue) }.map(row).joined(separator: "\n"))

    ## Socket messages

    A `change` has one effect, however often it is sent under one `request_id`. A `read` needs no such care: joining twice is joining.
    Limits count members, besides those of all messages together (`socket_messages`, `member_messages`).

    | type | effect | declares | switch | limits | \(Who.allCases.map(\.rawValue).joined(separator: " | ")) |
    |---|---|---|---|---|\(Who.allCases.map { _ in "---" }.joined(separator: "|"))|
    \(messages.map(row).joined(separator: "\n"))

    """
  }

  private func row(_ route: Route) -> String {
    let cells = Who.allCases.map { cell(route.rules, $0) }
    return
      "| \(route.method.rawValue) | `\(route.pattern)` | \(name(route.rules.policy)) | \(does(route.rules)) | \(name(route.rules.switching)) | \(limits(route)) | \(cells.joined(separator: " | ")) |"
  }

  private func does(_ rules: RouteRules) -> String { rules.effect.rawValue + (rules.isOpenInMaintenance ? ", always" : "") }

  private func name(_ switching: RouteRules.Switching) -> String {
    if case .by(let feature) = switching { "`\(feature.rawValue)`" } else { "–" }
  }

  private func name(_ switching: SocketSwitching) -> String {
    switch switching {
    case .by(let feature): "`\(feature.rawValue)`"
    case .byRoom, .byMessage: "`rooms` or `messages`"
    case .never, .withFeature: "–"
    }
  }

  private func limits(_ route: Route) -> String {
    let summaries = route.rules.limit.summaries
    return summaries.isEmpty ? "–" : summaries.joined(separator: ", ")
  }

  private func cell(_ rules: RouteRules, _ who: Who) -> String {
    if who == .banned, rules.policy != .open { return "403" }
    let scope = Scope(
      caller: who.caller, requestID: "", now: Timestamp(microseconds: 0), random: RandomSource { Array(repeating: 0, count: $0) },
      outbox: Outbox())
    do throws(AppError) {
      try rules.policy.check(scope, isLocal: false)
      if case .visible = rules.policy, who == .guest { return "if visible" }
      if rules.admitsBanned, who == .guest { return "401 or sign in" }
      return "yes"
    } catch {
      guard error.code == .unauthorized else { return "\(error.code.status)" }
      return switch rules.audience {
      case .program: "401"
      case .person: "sign in"
      case .either: "401 or sign in"
      }
    }
  }

  private func name(_ policy: Policy) -> String {
    switch policy {
    case .open: "open"
    case .anyone: "anyone"
    case .signedIn: "signed in"
    case .permission(let permission): "`\(permission.rawValue)`"
    case .visible(let permission): "`\(permission.rawValue)`, what is visible"
    case .loopbackOrAdmin: "this machine, or `admin`"
    }
  }

  private func row(_ message: SocketMessage) -> String {
    let cells = Who.allCases.map { who in
      switch who {
      case .guest: "no socket: 401"
      case .banned: "no socket: 403"
      default: holds(who, message.policy) ? "yes" : "`FORBIDDEN`"
      }
    }
    let effect = message.effect == .change ? "change" : "read"
    let limit = message.limit.map { "`\($0.name)`" } ?? "–"
    return
      "| `\(message.type)` | \(effect) | \(name(message.policy)) | \(name(message.switching)) | \(limit) | \(cells.joined(separator: " | ")) |"
  }

  private func holds(_ who: Who, _ policy: SocketPolicy) -> Bool {
    switch policy {
    case .member: true
    case .permission(let permission): who.permissions.contains(permission)
    case .either(let one, let other): who.permissions.contains(one) || who.permissions.contains(other)
    }
  }

  private func name(_ policy: SocketPolicy) -> String {
    switch policy {
    case .member: "member"
    case .permission(let permission): "`\(permission.rawValue)`"
    case .either(let one, let other): "`\(one.rawValue)` or `\(other.rawValue)`"
    }
  }
}
