import Core
import Engine
import HTTP

/// Forms, as another site could make a browser send them without asking.
enum FormContent {
  static func isForm(_ type: MediaType) -> Bool {
    switch type.essence {
    case "application/x-www-form-urlencoded", "multipart/form-data", "text/plain": true
    default: false
    }
  }
}

/// PROTOCOL.md §3: what carries the cookie, or is a form, comes from our own pages.
struct SameOriginRule: Sendable {
  let origin: String

  init(publicURL: WebOrigin) { origin = publicURL.description }

  /// Throws `FORBIDDEN` when an unsafe request that carries the cookie, or is a form, cannot be shown to come from us.
  func check(_ request: Request, carriesCookie: Bool) throws(AppError) {
    guard carriesCookie || sendsForm(request) else { return }
    guard isSameOrigin(request) else { throw elsewhere(request) }
  }

  /// `Sec-Fetch-Site` decides where browsers send it, `Origin` elsewhere.
  private func isSameOrigin(_ request: Request) -> Bool {
    if let site = request.headers["Sec-Fetch-Site"] { return site == "same-origin" || site == "none" }
    return matches(request.headers["Origin"])
  }

  func matches(_ header: String?) -> Bool { header == origin }

  /// Names both origins: somebody may only have opened the site under another of its names.
  func elsewhere(_ request: Request) -> AppError {
    guard let sent = request.headers["Origin"], !matches(sent), sent.utf8.count <= 200 else {
      return .forbidden("This was sent from another site")
    }
    return .forbidden("This was sent from \(sent). Open the site at \(origin) instead")
  }

  /// A content type that cannot be read is treated as a form: browsers are lenient where we are not.
  private func sendsForm(_ request: Request) -> Bool {
    guard let header = request.headers["Content-Type"] else { return false }
    guard let type = MediaType(header) else { return true }
    return FormContent.isForm(type)
  }
}
