import Core
import Synchronization

/// Asks the other nodes for a member's sockets. Nodes that do not answer within a second are left out.
final class SocketInquiries: Sendable {
  private struct Inquiry {
    var missing: Set<String>
    var facts: [SocketFacts] = []
    let done: CheckedContinuation<[SocketFacts], Never>
  }

  static let patience = Duration.seconds(1)

  private let services: LiveServices
  private let open = Mutex<[Int64: Inquiry]>([:])

  init(services: LiveServices) { self.services = services }

  /// - Parameter nodes: Those that are known to be there.
  func ask(_ nodes: Set<String>, for user: UserID, send: (NodeMessage) -> Void) async -> [SocketFacts] {
    if nodes.isEmpty { return [] }
    // Not to be guessed, so that an old answer never counts for a new question.
    var generator = services.random.generator
    let number = Int64.random(in: 1...Int64.max, using: &generator)
    return await withCheckedContinuation { continuation in
      open.withLock { $0[number] = Inquiry(missing: nodes, done: continuation) }
      services.after(Self.patience) { self.close(number) }
      send(.socketsAsked(user, number: number))
    }
  }

  func told(_ facts: [SocketFacts], by node: String, number: Int64) {
    let isLast = open.withLock { open in
      guard open[number]?.missing.remove(node) != nil else { return false }
      open[number]?.facts += facts
      return open[number]?.missing.isEmpty ?? false
    }
    if isLast { close(number) }
  }

  private func close(_ number: Int64) {
    guard let inquiry = open.withLock({ $0.removeValue(forKey: number) }) else { return }
    inquiry.done.resume(returning: inquiry.facts)
  }
}
