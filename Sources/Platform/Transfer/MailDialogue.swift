import CCurl
import Synchronization

/// What is said between us and a mail server, line by line, without what proves who we are: `> EHLO here`, `< 250 ok`, and libcurl's own
/// remarks as `* …`.
final class MailDialogue: Sendable {
  private struct State {
    var lines: [String] = []
    /// From AUTH to the server's verdict, what we say is secret, and what it says may repeat it.
    var isProvingWhoWeAre = false
    /// What the server says when we take our leave is no reason for anything.
    var isLeaving = false
    var lastReply: String?
  }

  private static let mostLines = 200
  private static let longestLine = 500

  private let secrets: [String]
  private let state = Mutex(State())

  /// - Parameter secrets: shown nowhere, wherever they stand.
  init(hiding secrets: [String]) { self.secrets = secrets.filter { !$0.isEmpty } }

  var lines: [String] { state.withLock { $0.lines } }
  /// The server's last words: `550 no such mailbox`.
  var lastReply: String? { state.withLock { $0.lastReply } }

  static func at(_ context: UnsafeMutableRawPointer?) -> MailDialogue? {
    context.map { Unmanaged<MailDialogue>.fromOpaque($0).takeUnretainedValue() }
  }

  func hear(_ type: curl_infotype, _ bytes: UnsafeRawBufferPointer) {
    guard let mark = Self.mark(of: type) else { return }
    state.withLock { state in
      for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
        let shown = hiding(String(line.prefix(Self.longestLine)), type, &state)
        if type == CURLINFO_HEADER_OUT { state.isLeaving = shown == "QUIT" }
        if type == CURLINFO_HEADER_IN, !state.isLeaving { state.lastReply = shown }
        if state.lines.count < Self.mostLines { state.lines.append("\(mark) \(shown)") }
      }
    }
  }

  /// The letter itself and encrypted bytes are left out.
  private static func mark(of type: curl_infotype) -> Character? {
    switch type {
    case CURLINFO_TEXT: "*"
    case CURLINFO_HEADER_OUT: ">"
    case CURLINFO_HEADER_IN: "<"
    default: nil
    }
  }

  private func hiding(_ line: String, _ type: curl_infotype, _ state: inout State) -> String {
    var shown = line
    switch type {
    case CURLINFO_HEADER_OUT:
      if line.uppercased().hasPrefix("AUTH ") {
        state.isProvingWhoWeAre = true
        shown = line.split(separator: " ").prefix(2).joined(separator: " ") + " ****"
      } else if state.isProvingWhoWeAre {
        shown = "****"
      }
    case CURLINFO_HEADER_IN where state.isProvingWhoWeAre:
      if line.hasPrefix("334") { shown = "334 ****" } else { state.isProvingWhoWeAre = false }
    default: break
    }
    for secret in secrets { shown = shown.replacing(secret, with: "****") }
    return shown
  }
}
