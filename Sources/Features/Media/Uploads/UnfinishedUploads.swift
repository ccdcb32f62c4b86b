import Core
import Synchronization

/// How many files each member is sending at this node. It bounds what files that never arrive whole take of the disk.
final class UnfinishedUploads: Sendable {
  /// A form may send as many files as a gallery holds, twice.
  static let most = 24

  private let counts = Mutex<[UserID: Int]>([:])

  /// One upload. `end` may be called more than once.
  final class Place: Sendable {
    private let uploads: UnfinishedUploads
    private let member: UserID
    private let isOpen = Atomic(true)

    fileprivate init(_ uploads: UnfinishedUploads, _ member: UserID) {
      self.uploads = uploads
      self.member = member
    }

    func end() {
      guard isOpen.exchange(false, ordering: .relaxed) else { return }
      uploads.counts.withLock { counts in
        let left = (counts[member] ?? 1) - 1
        counts[member] = left > 0 ? left : nil
      }
    }
  }

  func begin(of member: UserID) throws(AppError) -> Place {
    let isTaken = counts.withLock { counts in
      guard counts[member, default: 0] < Self.most else { return false }
      counts[member, default: 0] += 1
      return true
    }
    guard isTaken else {
      throw AppError(.unavailable, "You are sending many files already. Wait until some have arrived", retryAfter: .seconds(5))
    }
    return Place(self, member)
  }
}
