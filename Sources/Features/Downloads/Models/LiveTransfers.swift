import Synchronization

/// The answers that are on their way from this node.
final class LiveTransfers: Sendable {
  private struct Entry {
    weak var transfer: DownloadTransfer?
  }

  private let entries = Mutex<[TokenID: [Entry]]>([:])

  func add(_ transfer: DownloadTransfer) {
    entries.withLock { $0[transfer.token, default: []].append(Entry(transfer: transfer)) }
  }

  func of(_ token: TokenID) -> [DownloadTransfer] {
    entries.withLock { $0[token]?.compactMap(\.transfer) ?? [] }
  }

  /// Forgets those of a token that are over.
  func tidy(_ token: TokenID) {
    entries.withLock { entries in
      let rest = entries[token]?.filter { $0.transfer != nil } ?? []
      entries[token] = rest.isEmpty ? nil : rest
    }
  }
}
