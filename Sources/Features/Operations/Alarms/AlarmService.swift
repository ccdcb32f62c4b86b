import Accounts
import Core
import Notices

/// Tells administrators that the server has a problem: in their notifications, and by mail where there is mail. At most once a day for each
/// kind of problem, whichever node finds it.
public struct AlarmService: Sendable {
  /// How often the server looks at the disk.
  static let turn = Duration.seconds(60)
  /// Between two alarms about the same.
  static let pause = Duration.hours(24)
  /// Of what a program such as `pg_dump` says, as much as somebody reads.
  static let longest = 500

  private let config: Config
  private let work: UnitOfWork
  private let rows: AlarmRepository
  private let staff = StaffRepository()
  private let notices: NoticeRepository
  private let mail: (any MailQueue)?
  private let site: SiteState

  init(
    _ config: Config, work: UnitOfWork, rows: AlarmRepository = AlarmRepository(), notices: NoticeRepository, mail: (any MailQueue)?,
    site: SiteState
  ) {
    (self.config, self.work, self.rows, self.notices, self.mail, self.site) = (config, work, rows, notices, mail, site)
  }

  /// Without an administrator nothing is written, so that the first one hears of it.
  ///
  /// - Parameter text: what is wrong and what to do.
  public func raise(_ scope: Scope, _ trouble: Trouble, _ text: String) async throws {
    try scope.require(.admin)
    let text = String(text.prefix(Self.longest))
    let events = try await work.transaction { transaction -> [Event] in
      let admins = try await staff.all(at: scope.now, in: transaction).filter(\.administers)
      guard !admins.isEmpty, try await rows.take(trouble, at: scope.now, pause: Self.pause, in: transaction) else { return [] }
      for admin in admins { try await mail?.add(letter(to: admin.email, text), at: scope.now, in: transaction) }
      let cause = NoticeCause(SystemNotice(), by: nil, about: trouble.subject(at: scope.now), body: text)
      return try await notices.raise(cause, for: admins.map(\.id), at: scope.now, in: transaction)
    }
    for event in events { scope.outbox.add(event) }
  }

  /// Raises the alarm if less is free on the disk of the data folder than `NEOSPACE_DISK_RESERVE`.
  func watchDisk(_ scope: Scope) async throws {
    let check = CheckService.space(config)
    if check.state == .fail { try await raise(scope, .disk, check.text) }
  }

  private func letter(to address: String, _ text: String) -> Email {
    Email(
      .alarm, to: address, subject: "\(site.name): the server has a problem",
      text: """
        The server of \(site.name) has a problem:

        \(text)

        \(config[ServerSettings.publicURL])\(AccountPath.admin) shows more. There is at most one such letter a day for each kind of problem.

        """)
  }
}

/// What administrators are told of.
public enum Trouble: String, CaseIterable, Sendable {
  case backup, disk

  /// Makes two alarms of one moment two notifications.
  func subject(at moment: Timestamp) -> Int64 { moment.microseconds * 2 + (self == .disk ? 1 : 0) }
}
