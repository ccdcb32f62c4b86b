import Accounts
import Core

/// Keys, as administrators make and see them.
public struct KeyService: Sendable {
  public static let batchSizes = 1...100
  /// How many times to draw another value if one is taken.
  static let attempts = 5

  private let work: UnitOfWork
  private let releases: ReleaseRepository
  private let keys: KeyRepository
  private let audit: AuditRepository

  init(work: UnitOfWork, releases: ReleaseRepository, keys: KeyRepository, audit: AuditRepository) {
    self.work = work
    self.releases = releases
    self.keys = keys
    self.audit = audit
  }

  public func list(_ scope: Scope, _ request: KeySliceRequest) async throws -> KeySlice {
    try scope.require(.admin)
    return try await keys.slice(request)
  }

  /// Makes `count` keys, all or none. Returns them newest first, as lists show them.
  public func generate(_ scope: Scope, count: Int) async throws -> [ReleaseKey] {
    _ = try scope.requireMember(.admin)
    return try await work.transaction { transaction in
      let release = try await releases.first(in: transaction)
      var made: [ReleaseKey] = []
      for _ in 0..<count { made.append(try await make(of: release, scope, in: transaction)) }
      try await audit.record(scope, "keys.generate", of: "release:\(release)", details: [("count", "\(count)")], in: transaction)
      try await releases.addToTotals(of: release, made: count, in: transaction)
      return made.reversed()
    }
  }

  /// Records the export in the audit log, and returns a reader of all keys.
  public func export(_ scope: Scope) async throws -> KeyExport {
    _ = try scope.requireMember(.admin)
    try await work.transaction { transaction in
      let release = try await releases.first(in: transaction)
      try await audit.record(scope, "keys.export", of: "release:\(release)", in: transaction)
    }
    return KeyExport(keys: keys)
  }

  private func make(of release: ReleaseID, _ scope: Scope, in transaction: Transaction) async throws -> ReleaseKey {
    for _ in 0..<Self.attempts {
      if let key = try await keys.insert(KeyValue(from: scope.random), of: release, at: scope.now, in: transaction) { return key }
    }
    throw AppError(.serverError, "No free key was found")
  }
}

/// All keys, newest first.
public struct KeyExport: Sendable {
  /// Keys read at once.
  static let sliceSize = 500

  fileprivate let keys: KeyRepository

  /// Gives them a slice at a time, the next when `write` has returned.
  public func read(_ write: ([ReleaseKey]) async throws -> Void) async throws {
    var request = KeySliceRequest(limit: Self.sliceSize)
    while true {
      let slice = try await keys.slice(request).keys
      guard let last = slice.last else { return }
      try await write(slice)
      request.before = last.id
    }
  }
}
