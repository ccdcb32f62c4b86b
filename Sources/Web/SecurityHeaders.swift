import Engine

/// The headers of spec/security.md, prepared as blocks so that adding them costs one copy.
struct SecurityHeaders: Sendable {
  private struct Blocks: Sendable {
    let page: Headers
    /// A page with its own policy, such as a sandbox.
    let ownPolicy: Headers
    let other: Headers

    init(isSecure: Bool) {
      var common = Headers(["X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin"])
      if isSecure { common.add("Strict-Transport-Security", "max-age=63072000; includeSubDomains") }

      var document = common
      document.add("Referrer-Policy", "strict-origin-when-cross-origin")
      document.add("Permissions-Policy", SecurityHeaders.permissions(microphone: "()"))
      document.add("Cross-Origin-Opener-Policy", "same-origin")
      ownPolicy = document

      document.add("Content-Security-Policy", SecurityHeaders.pagePolicy)
      document.add("X-Frame-Options", "DENY")
      page = document

      common.add("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
      other = common
    }
  }

  private let plain = Blocks(isSecure: false)
  private let secure = Blocks(isSecure: true)
  private let noStore = Headers(["Cache-Control": "no-store"])

  static let pagePolicy = [
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data: blob:", "media-src 'self' blob:",
    "font-src 'self'", "connect-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'", "frame-src 'self'",
    "manifest-src 'self'",
  ].joined(separator: "; ")

  fileprivate static func permissions(microphone: String) -> String {
    "geolocation=(), camera=(), microphone=\(microphone), payment=(), usb=()"
  }

  /// Query fields that hold secrets.
  private static let secretFields = ["token", "invite"].map { Array($0.utf8) }

  /// Whether the address holds a secret, also as part of another address, and must not be sent as `Referer`.
  static func holdsSecret(_ query: String?) -> Bool {
    guard let query, !query.isEmpty else { return false }
    let bytes = Array(query.utf8)
    return secretFields.contains { field in
      bytes.indices.contains { bytes[$0] == field[0] && bytes[$0...].starts(with: field) }
    }
  }

  /// Adds missing headers. Answers without `Cache-Control` must not be stored, since nearly all of them are personal.
  func add(to response: inout Response, isSecure: Bool, query: String? = nil) {
    // A page may set its own policy; with two values the browser would choose.
    let ownReferrerPolicy = response.headers["Referrer-Policy"]
    let ownPermissions = response.headers["Permissions-Policy"]
    let ownSharing = response.headers["Cross-Origin-Resource-Policy"]
    defer {
      if let ownSharing { response.headers.set("Cross-Origin-Resource-Policy", ownSharing) }
      if let ownReferrerPolicy { response.headers.set("Referrer-Policy", ownReferrerPolicy) }
      if let ownPermissions { response.headers.set("Permissions-Policy", ownPermissions) }
    }
    let blocks = isSecure ? secure : plain
    if response.headers["Content-Security-Policy"] != nil {
      response.headers.append(blocks.ownPolicy)
    } else if let type = response.headers["Content-Type"], type.hasPrefix("text/html") {
      response.headers.append(blocks.page)
    } else {
      response.headers.append(blocks.other)
    }
    if Self.holdsSecret(query) { response.headers.set("Referrer-Policy", "no-referrer") }
    if response.headers["Cache-Control"] == nil { response.headers.append(noStore) }
  }
}

extension Response {
  /// Lets the page record sounds, if its visitor agrees.
  public func allowingMicrophone() -> Response { with("Permissions-Policy", SecurityHeaders.permissions(microphone: "(self)")) }
}

extension Response {
  /// Lets the page hold frames in which members' programs run, and nothing else of this site.
  ///
  /// - Parameters:
  ///   - origin: of this site.
  ///   - frames: whether it also holds what members wrote in HTML.
  public func holdingRunners(at origin: String, withFrames frames: Bool = false) -> Response {
    let sources = "frame-src \(origin)/run/" + (frames ? " \(origin)/frames/" : "")
    return with("Content-Security-Policy", SecurityHeaders.pagePolicy.replacing("frame-src 'self'", with: sources))
      .with("X-Frame-Options", "DENY")
  }
}
