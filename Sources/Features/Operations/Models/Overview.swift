import Core
import Mail

/// What the page `/admin` tells. What is not known is nil.
struct Overview: Sendable {
  struct People: Sendable {
    let total: Int
    let banned: Int
    let joined: Int
    let active: Int
  }

  struct Messages: Sendable {
    let lastMinute: Int?
    let lastHour: Int?
    let lastDay: Int?
  }

  /// The parts for administrators.
  struct Machine: Sendable {
    let databaseKind: String
    let databaseBytes: Int64?
    let queuedWrites: Int
    /// In milliseconds: what half of the commits did not exceed, and what 99 of 100 did not.
    let commits: (median: Double?, slowest: Double?)
    let slowStatements: Int
    let disk: DiskSpace?
    let backup: BackupRecord
    let hasMail: Bool
    let mail: MailFigures
    let jobs: [ServerFigures.JobRun]
    /// What is not in order comes first.
    let checks: [Check]
  }

  let at: Timestamp
  let node: String?
  let version: String
  let uptime: Duration?
  let people: People
  let sockets: Int?
  let members: Int
  let rooms: Int
  let messages: Messages
  let openCases: Int?
  let openAppeals: Int?
  /// Nil for moderators.
  let machine: Machine?
  /// An administrator is here alone: there is a community to begin.
  var isBeginning: Bool { people.total <= 1 }
}
