import Accounts
import Chat
import Core
import Downloads
import SQL
import Tasks

/// The one list of migrations. Append only: a database remembers which of them it has, in this order.
enum Schema {
  /// As they came to be, whichever feature they belong to.
  private static let order = [
    "0001_core", "0001_accounts", "0001_chat", "0002_archive", "0001_tasks", "0002_accounts", "0001_downloads", "0003_accounts",
  ]

  static func migrations() throws -> [Migration] {
    let all =
      try CoreMigrations.all() + AccountsMigrations.all() + ChatMigrations.all() + TasksMigrations.all()
      + DownloadsMigrations.all()
    let byName = Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { _, _ in preconditionFailure("Two migrations have one name") })
    precondition(Set(order) == Set(byName.keys), "Every migration has its place in the order")
    return order.compactMap { byName[$0] }
  }
}
