import Core

/// Keeps parts that belong to other places as they came, for the next export.
struct PartCarrying: Sendable {
  let work: UnitOfWork
  let carried: CarriedPartRepository
  /// Bytes that one member may carry.
  let limit: Int64

  /// - Parameter origin: the address of the place that wrote it; empty for a part that was carried before.
  func carry(
    _ path: String, host: String, part: String, origin: String, _ archive: ArrivingArchive, of owner: UserID, _ scope: Scope
  ) async throws {
    guard let file = archive.manifest.files.first(where: { $0.path.utf8.elementsEqual(path.utf8) }) else { return }
    guard let target = try await place(host, part, origin, file, of: owner) else { return }
    try await work.transaction { transaction in
      try await carried.put(target, of: owner, at: scope.now, in: transaction)
      guard try await carried.weight(of: owner, in: transaction) <= limit else {
        throw AppError(.limitExceeded, "All that you carry from other places may be at most \(limit >> 20) MiB")
      }
    }
    let pieces = ArrivingPieces(archive, path)
    var (waiting, place) = ([] as [UInt8], Int64(0))
    while true {
      let more = try await pieces.next()
      waiting += more ?? []
      while waiting.count >= CarriedPartRepository.piece || more == nil && !waiting.isEmpty {
        let (bytes, number) = (Array(waiting.prefix(CarriedPartRepository.piece)), place)
        try await work.transaction { try await carried.add(bytes, at: number, of: target, owner, in: $0) }
        waiting.removeFirst(bytes.count)
        place += 1
      }
      if more == nil { break }
    }
    try await work.transaction { try await carried.complete(target, of: owner, in: $0) }
  }

  /// Under which name it is kept; nil if it is kept already. Two places of one host have names of their own.
  private func place(
    _ host: String, _ part: String, _ origin: String, _ file: ArchiveManifest.File, of owner: UserID
  ) async throws -> CarriedPart? {
    for number in 1...20 {
      let name = number == 1 ? host : "\(host)-\(number)"
      let new = CarriedPart(host: name, part: part, origin: origin, sha256: file.sha256, bytes: file.bytes)
      guard let known = try await carried.find(name, part, of: owner) else { return new }
      if known.sha256.utf8.elementsEqual(file.sha256.utf8) { return nil }
      // A newer archive of the same place.
      if !origin.isEmpty, known.origin.utf8.elementsEqual(origin.utf8) { return new }
    }
    throw AppError(.limitExceeded, "You carry this part from too many places of one host")
  }
}
