import Core

extension UploadService {
  /// Makes a picture of a member's of what the server fetched for them. It counts as theirs, and the same rules hold as for an upload. Only
  /// the server itself may call this; whether the member may upload is the caller's to know.
  public func keepPicture(
    _ scope: Scope, of owner: UserID, _ fetch: (_ write: ([UInt8]) async throws -> Void) async throws -> Void
  ) async throws -> MediaID {
    try scope.require(.admin)
    let reception = try await reception(scope, of: owner)
    do {
      _ = await reception.begin()
      try await fetch { try await reception.add($0) }
      let id = try await keep(scope, reception.complete(only: .image), of: owner).id
      await reception.remove()
      return id
    } catch {
      await reception.remove()
      throw error
    }
  }
}
