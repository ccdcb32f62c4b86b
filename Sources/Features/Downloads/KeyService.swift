import Core

/// Keys, as administrators make and see them.
public struct KeyService: Sendable {
  public static let batchSizes = 1...100
  /// How often a value that is taken is drawn anew.
  static let attempts = 5
  /// Keys read at once for an export.
  static let exportPage = 500

  private let work: UnitOfWork
  private let releases: ReleaseRepository
  private let keys: KeyRepository

  init(work: UnitOfWork, releases: ReleaseRepository, keys: KeyRepository) {
    self.work = work
    self.releases = releases
    self.keys = keys
  }

  public func list(_ scope: Scope, _ request: KeyPageRequest) async throws -> KeyPage {
    try scope.require(.admin)
    return try await keys.page(request)
  }

  /// Makes so many keys, all or none; newest first, as lists show them.
  public func generate(_ scope: Scope, count: Int) async throws -> [ReleaseKey] {
    let member = try scope.requireMember(.admin)
    let page = try await work.transaction { transaction in
      let release = try await releases.first(in: transaction)
      var made: [ReleaseKey] = []
      for _ in 0..<count { made.append(try await make(of: release, scope, in: transaction)) }
      return KeyPage(totals: try await releases.count(of: release, made: count, in: transaction), keys: made.reversed())
    }
    scope.outbox.add(DownloadEvent.made(page, by: member.id))
    return page.keys
  }

  /// Every key there is, newest first, a page at a time.
  public func export(_ scope: Scope, _ write: ([ReleaseKey]) async throws -> Void) async throws {
    try scope.require(.admin)
    var request = KeyPageRequest(limit: Self.exportPage)
    while true {
      let page = try await keys.page(request).keys
      guard let last = page.last else { return }
      try await write(page)
      request.before = last.id
    }
  }

  private func make(of release: ReleaseID, _ scope: Scope, in transaction: Transaction) async throws -> ReleaseKey {
    for _ in 0..<Self.attempts {
      if let key = try await keys.insert(KeyValue(from: scope.random), of: release, at: scope.now, in: transaction) { return key }
    }
    throw AppError(.serverError, "No free key was found")
  }
}
