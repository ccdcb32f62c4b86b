import Accounts
import Chat
import Core
import SQL
import Tasks

/// The one list of migrations. Append only: a database remembers which of them it has, in this order.
enum Schema {
  static func migrations() throws -> [Migration] {
    try CoreMigrations.all() + AccountsMigrations.all() + ChatMigrations.all() + TasksMigrations.all()
  }
}
