import CSodium

/// libsodium, initialised once before first use.
enum Sodium {
  static let ready: Void = {
    precondition(sodium_init() >= 0, "libsodium cannot start: no source of randomness")
  }()
}
