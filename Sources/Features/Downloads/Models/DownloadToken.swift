import Core
import Crypto

/// What starts one download: a random UUID, kept by us as its SHA-256 only. Prints itself nowhere by accident.
public struct DownloadToken: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
  /// 36 characters; in a link and nowhere else.
  public let text: String
  let digest: [UInt8]

  init(from random: RandomSource) {
    self.init(random.uuid())
  }

  /// Nil for what cannot be one of ours.
  public init?(text: String) {
    guard let id = UUID4(text) else { return nil }
    self.init(id)
  }

  private init(_ id: UUID4) {
    text = id.description
    digest = SHA256.digest(of: text.utf8)
  }

  public var description: String { "(token)" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// A token as it is handed out.
public struct DownloadTicket: Hashable, Sendable {
  public let token: DownloadToken
  public let lifetime: Duration

  public var expiresIn: Int { Int(lifetime.components.seconds) }
}

enum TokenEntity: Sendable {}
typealias TokenID = Identifier<TokenEntity>

/// What is known of a token.
struct TokenRecord: Hashable, Sendable {
  let id: TokenID
  let owner: UserID
  let isOwnerBanned: Bool
  let key: KeyID
  let release: ReleaseID
  let createdAt: Timestamp
  let startedAt: Timestamp?
  let revokedAt: Timestamp?
}

/// What a request with a token wants.
public enum DownloadWish: Hashable, Sendable {
  /// The head alone: spends nothing.
  case look
  /// The file.
  case whole
  /// A range of the file.
  case part
}

extension TokenRecord {
  /// A download that began may be finished so long after.
  static let continuation = Duration.minutes(30)

  enum Admission: Hashable, Sendable {
    /// Spends the token.
    case begin
    /// Spends nothing: the head, or the rest of a download that has begun.
    case proceed
    case gone
  }

  /// The whole life of a token, as elapsed time.
  func admission(for wish: DownloadWish, at now: Timestamp, lifetime: Duration) -> Admission {
    if revokedAt != nil || isOwnerBanned { return .gone }
    if let startedAt {
      return now - startedAt <= Self.continuation && wish != .whole ? .proceed : .gone
    }
    guard now - createdAt <= lifetime else { return .gone }
    return wish == .look ? .proceed : .begin
  }
}
