import Core

/// The links of an account that set a password or an address. A change of password, address or role, a ban and "end all other sessions"
/// void them, in the transaction that makes the change.
struct AccountLinks: Sendable {
  let recovery: RecoveryRepository
  let addresses: AddressRepository

  /// Links that stop a change of address stay: they are for the holder of the old address.
  func void(of user: UserID, in transaction: Transaction) async throws {
    try await recovery.remove(of: user, in: transaction)
    try await addresses.removePending(of: user, in: transaction)
  }
}
