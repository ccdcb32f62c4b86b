/// Why a transfer came to nothing. Says nothing of addresses, headers or contents, so that it can be logged.
public enum TransferError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What was asked for cannot be asked: an address or header that is none.
  case unusable(String)
  /// The network or the other side failed; libcurl's words.
  case failed(String)
  /// The other side has an address that is not to be connected to.
  case refusedAddress
  case tooManyRedirects
  /// Nothing came in the time given.
  case noFirstByte
  /// Something came, then nothing for too long.
  case stalled
  /// It went on for longer than it may.
  case late
  /// Given up by the caller.
  case cancelled
  /// The loop has been closed.
  case closed

  public var description: String {
    switch self {
    case .unusable(let problem): "unusable: \(problem)"
    case .failed(let problem): problem
    case .refusedAddress: "the address is not to be connected to"
    case .tooManyRedirects: "too many redirects"
    case .noFirstByte: "no first byte in time"
    case .stalled: "stalled"
    case .late: "not done in time"
    case .cancelled: "given up"
    case .closed: "the server is stopping"
    }
  }
}
