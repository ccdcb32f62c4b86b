import Core
import Synchronization

/// Takes letters instead of a mail server, for a test to open.
public final class LetterBox: Post {
  private let waiting = Mutex<[@Sendable () async throws -> OutgoingLetter?]>([])

  public init() {}

  public func send(_ write: @escaping @Sendable () async throws -> OutgoingLetter?) { waiting.withLock { $0.append(write) } }

  public func notify(_ letter: OutgoingLetter) { send { letter } }

  /// What has come since the last call.
  public func open() async throws -> [OutgoingLetter] {
    let writers = waiting.withLock { waiting in
      defer { waiting = [] }
      return waiting
    }
    var letters: [OutgoingLetter] = []
    for write in writers { if let letter = try await write() { letters.append(letter) } }
    return letters
  }
}

extension OutgoingLetter {
  /// The token of the link the letter brings.
  public var token: String? { text.firstMatch(of: /token=([A-Za-z0-9_-]+)/).map { String($0.1) } }
}
