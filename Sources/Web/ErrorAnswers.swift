import Core
import Engine
import HTTP
import JSON

/// What an error page shows. Design draws the page.
public struct ErrorPageContext: Sendable, PageRequest {
  public var unreadNotifications: Int { shell?.unreadNotifications ?? 0 }
  public var hidesPeople: Bool { shell?.hidesPeople ?? true }
  public var styles: [String] { shell?.styles ?? [] }
  public var openCases: Int? { shell?.openCases }
  public var sections: [SidebarSection] { shell?.sections ?? [] }
  /// What top bar and sidebar show. Nil for guests, and where reading it would cost what is refused, or cannot be relied on.
  public let shell: ShellFacts?
  public let error: AppError
  public let status: Int
  public let requestID: String
  public let viewer: Member?
  private let request: Request

  init(_ error: AppError, status: Int, incoming: IncomingRequest, viewer: Member?, shell: ShellFacts?) {
    self.shell = shell
    self.error = error
    self.status = status
    requestID = incoming.requestID
    self.viewer = viewer
    request = incoming.request
  }

  public var target: String { request.target }

  public func cookie(_ name: String) -> String? { request.cookie(name) }
}

/// Renders an error page as HTML.
public typealias ErrorPageRenderer = @Sendable (ErrorPageContext) -> [UInt8]

extension Response {
  /// `{"success":false,"error":{…}}`, with `Retry-After` and `WWW-Authenticate` where they belong.
  static func json(_ error: AppError, status: Int) -> Response {
    Response.json(status) { json in
      json.object { json in
        json.field("success", false)
        json.key("error")
        json.object { json in
          json.field("code", error.code.rawValue)
          json.field("message", error.message)
          if !error.details.isEmpty {
            json.key("details")
            json.object { json in
              for (name, problem) in error.details.sorted(by: { $0.key < $1.key }) { json.field(name, problem) }
            }
          }
        }
      }
    }.explaining(error, status: status)
  }

  /// Adds the headers an error brings with it.
  func explaining(_ error: AppError, status: Int) -> Response {
    var response = self
    switch status {
    case 401: response.headers.add("WWW-Authenticate", "Bearer")
    case 429, 503: response.headers.add("Retry-After", String(Self.seconds(error.retryAfter)))
    default: break
    }
    return response
  }

  /// Whole seconds, rounded up, at least one.
  private static func seconds(_ wait: Duration?) -> Int64 {
    guard let (seconds, attoseconds) = wait?.components else { return 1 }
    return max(1, attoseconds > 0 ? seconds + 1 : seconds)
  }
}
