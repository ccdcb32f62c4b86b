import Core
import Engine
import HTTP
import Synchronization
import Telemetry

/// Handles visitors who open the site under another name than `PUBLIC_URL`, such as `localhost`: pages would open, but forms and the socket
/// would be refused as coming from another site.
struct PublicAddress: Sendable {
  private let url: WebOrigin
  private let authority: String
  private let redirects: Bool
  private let log: Logger
  private let lastNote = LastNote()

  init(_ settings: WebSettings, log: Logger) {
    let url = settings.publicURL
    self.url = url
    authority = url.port.map { "\(url.host):\($0)" } ?? url.host
    redirects = settings.leadsToPublicURL && !url.isSecure
    self.log = log
  }

  /// In development, redirects pages to `PUBLIC_URL`. Not through a proxy, which may have changed `Host`, and not from another machine to a
  /// loopback address.
  func redirect(_ incoming: IncomingRequest) -> Response? {
    guard redirects, incoming.route != nil, incoming.wantsPage, incoming.rules.audience != .program, incoming.rules.policy != .open,
      incoming.method == .get || incoming.method == .head, let host = incoming.request.headers["Host"], !names(host), incoming.isDirect,
      !AddressRange.isLoopback(url.host) || AddressRange.isLoopback(incoming.request.peerAddress)
    else { return nil }
    return .redirect(to: url.description + incoming.request.target)
  }

  private func names(_ host: String) -> Bool {
    let lower = host.lowercased()
    return (lower.hasSuffix(":80") ? String(lower.dropLast(3)) : lower) == authority
  }

  /// Logs, at most once a minute, that a request from another origin was refused.
  func noteRefusal(_ incoming: IncomingRequest) {
    guard let sent = incoming.request.headers["Origin"], sent != url.description, lastNote.isDue(at: incoming.now) else { return }
    log.warning(
      "refused as another site's",
      ["origin": String(decoding: sent.utf8.prefix(200), as: UTF8.self), "public_url": url.description, "request_id": incoming.requestID])
  }
}

private final class LastNote: Sendable {
  private let moment = Mutex<Timestamp?>(nil)

  func isDue(at now: Timestamp) -> Bool {
    moment.withLock { last in
      if let last, now < last + .seconds(60) { return false }
      last = now
      return true
    }
  }
}
