import Accounts
import Care
import Core

/// The settings of the site, for administrators.
public struct SiteSettingsService: Sendable {
  let work: UnitOfWork
  let rows: SiteRepository
  let site: SiteState
  let audit: AuditRepository
  let log: PublicLogRepository

  /// As the database has them, which another node may have changed a moment ago.
  func settings(_ scope: Scope) async throws -> SiteSettings {
    try scope.require(.admin)
    return try await rows.settings()
  }

  /// The settings after the change. `CONFLICT` if somebody changed them since the version that the change is based on. What is the same as
  /// before changes nothing.
  func change(_ scope: Scope, _ change: SiteChange) async throws -> SiteSettings {
    try scope.require(.admin)
    return try await write(scope) { settings in
      guard settings.version == change.version else {
        throw AppError(
          .conflict, "Somebody changed the settings since you opened this page", details: ["version": "is now \(settings.version)"])
      }
      return change.applied(to: settings, signUp: site.signUp(in: settings))
    }
  }

  /// Sets the mode, whatever else changes at the same time. For the command line.
  @discardableResult
  public func setMode(_ scope: Scope, _ mode: SiteMode, message: String) async throws -> SiteSettings {
    try scope.require(.admin)
    return try await write(scope) { settings in
      var next = settings
      next.mode = mode
      next.modeMessage = message
      return next
    }
  }

  private func write(_ scope: Scope, _ change: @Sendable (SiteSettings) throws -> SiteSettings) async throws -> SiteSettings {
    let (settings, isNew) = try await work.transaction { transaction in
      let old = try await rows.locked(in: transaction)
      var new = try change(old)
      guard new != old else { return (old, false) }
      new.version += 1
      try await rows.save(new, in: transaction)
      let difference = SiteDifference(from: old, to: new)
      try await audit.record(scope, "settings.change", of: "server", details: difference.details, in: transaction)
      for note in difference.notes {
        try await log.record(note, by: scope.member == nil ? "server" : "admin", at: scope.now, in: transaction)
      }
      return (new, true)
    }
    site.take(settings)
    if isNew { scope.outbox.add(Event(node: .siteChanged)) }
    return settings
  }
}
