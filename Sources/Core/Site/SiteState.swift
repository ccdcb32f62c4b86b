import Synchronization

/// The settings of the site as this process knows them, so that no request asks the database. Safe to use from any thread.
///
/// `Live` keeps it true in a server: a node event says that the settings changed, and every two seconds their version is compared with the
/// database.
public final class SiteState: Sendable {
  private let word: Atomic<UInt64>
  private let held: Mutex<SiteSettings>
  private let repository: SiteRepository?
  private let configuredSignUp: SignUpMode

  /// - Parameters:
  ///   - repository: nil where the settings never change.
  ///   - signUp: what counts until it is set.
  public init(_ settings: SiteSettings = SiteSettings(), from repository: SiteRepository? = nil, signUp: SignUpMode = .open) {
    word = Atomic(settings.gate.word)
    held = Mutex(settings)
    self.repository = repository
    configuredSignUp = signUp
  }

  /// What is let through now. One load from memory.
  public var gate: SiteGate { SiteGate(word: word.load(ordering: .acquiring)) }

  public var settings: SiteSettings { held.withLock { $0 } }

  public var name: String { held.withLock { $0.name } }

  public var newcomerHours: Int { held.withLock { $0.newcomerHours } }

  public var signUp: SignUpMode { signUp(in: settings) }

  /// Who may sign up by these settings.
  public func signUp(in settings: SiteSettings) -> SignUpMode { settings.signUp ?? configuredSignUp }

  /// Takes newer settings; older ones, which a slow reader brings, are left.
  public func take(_ settings: SiteSettings) {
    held.withLock { held in
      guard settings.version > held.version else { return }
      held = settings
      word.store(settings.gate.word, ordering: .releasing)
    }
  }

  /// Reads the settings if the database has newer ones.
  public func refresh() async throws {
    guard let repository else { return }
    let known = settings.version
    guard try await repository.version() != known else { return }
    take(try await repository.settings())
  }
}
