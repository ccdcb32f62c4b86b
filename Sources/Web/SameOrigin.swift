import Core
import Engine
import HTTP

/// Content types of forms, which other sites can make a browser send.
enum FormContent {
  static func isForm(_ type: MediaType) -> Bool {
    switch type.essence {
    case "application/x-www-form-urlencoded", "multipart/form-data", "text/plain": true
    default: false
    }
  }
}

/// PROTOCOL.md §3: requests with the cookie, and forms, must come from our own pages.
struct SameOriginRule: Sendable {
  let origin: String

  init(publicURL: WebOrigin) { origin = publicURL.description }

  /// Throws `FORBIDDEN` for an unsafe request with the cookie or a form, unless it provably comes from our own pages.
  func check(_ request: Request, carriesCookie: Bool) throws(AppError) {
    guard carriesCookie || sendsForm(request) else { return }
    guard isSameOrigin(request) else { throw elsewhere(request) }
  }

  /// `Sec-Fetch-Site` decides if the browser sends it, otherwise `Origin`.
  private func isSameOrigin(_ request: Request) -> Bool {
    if let site = request.headers["Sec-Fetch-Site"] { return site == "same-origin" || site == "none" }
    return matches(request.headers["Origin"])
  }

  func matches(_ header: String?) -> Bool { header == origin }

  /// Names both origins, because the member may only have opened the site under another name.
  func elsewhere(_ request: Request) -> AppError {
    guard let sent = request.headers["Origin"], !matches(sent), sent.utf8.count <= 200 else {
      return .forbidden("This was sent from another site")
    }
    return .forbidden("This was sent from \(sent). Open the site at \(origin) instead")
  }

  /// An unreadable content type counts as a form, because browsers are lenient.
  private func sendsForm(_ request: Request) -> Bool {
    guard let header = request.headers["Content-Type"] else { return false }
    guard let type = MediaType(header) else { return true }
    return FormContent.isForm(type)
  }
}
