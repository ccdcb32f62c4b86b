import Core

/// The links that let somebody in or change how a member is reached. A change of password or address, a ban, a change of role and
/// "end all other sessions" void them, in the transaction that makes the change.
struct MemberLinks: Sendable {
  let recovery: RecoveryRepository
  let addresses: AddressRepository

  /// Links that stop a change of address stay: they are for the holder of the old address.
  func void(of user: UserID, in tx: Transaction) async throws {
    try await recovery.remove(of: user, in: tx)
    try await addresses.removePending(of: user, in: tx)
  }
}
