import Core
import NeoSpace
import Notices

/// What the arguments ask for.
enum Invocation: Equatable {
  case serve
  case migrate(Migrating)
  case grantAdmin(email: String)
  case resetLink(email: String)
  case setupLink
  case backup(to: String)
  case verify(String)
  case restore(from: String)
  case copy(from: String, to: String)
  case digest(DigestWaiting)
  case conversationKeys(ConversationKeys)
  case mode(SiteMode, message: String)
  case export(email: String, to: String)
  case takeArchive(email: String, from: String)
  case erase(email: String)
  case demo
  case config
  case doctor
  case version
  case help

  enum Migrating: Equatable {
    case up
    case down(Int)
    case downTo(String)
    case status
  }

  enum ConversationKeys: Equatable {
    case status
    case rotate
    case key
    case forget(String)
  }

  static let usage = """
    usage: neospace [command]

      serve                    start the server (the default)
      demo                     fill an empty database with a small believable community
      admin grant <email>      make an account an administrator
      admin reset-link <email> make a link to set a member's new password; it works once, within a day
      admin setup-link         make a link to create the first administrator
      migrate up               bring the database's schema up to date (serve does this too)
      migrate down [N]         undo the last N migrations (default 1) and lose their data; stop the server first
      migrate down --to <version>
                               undo every migration that came after that release and lose their data; stop the server first
      migrate status           list the migrations, whether they are applied, and the release that brought each
      backup <file>            copy the database and members' files as they are at one moment, while the server runs
      verify <file>            try a backup: restore it into a temporary place and compare everything
      restore <file>           verify a backup, then replace the database with it and keep the old one; stop the server first
      copy --from sqlite:… --to postgres://…
                               copy a community into an empty PostgreSQL database; stop servers that use either
      export <email> <file>    write everything that is kept about a member into a ZIP archive, as their settings do
      import <email> <file>    take in such an archive, from this place or another, for a member
      erase <email>            delete an account at once, with everything that is kept about it
      digest [--now]           send members the digests that are due; --now sends them whatever the waiting time
      dm status                list the master keys that conversations need: id, conversations, current, old or unknown
      dm rotate                rewrap the keys of all conversations under the current master key, while the server runs
      dm key                   print the master key in use; keep it apart from backups
      dm forget <key id> --yes give up what was said in the conversations of a master key that is lost
      mode normal|read_only|maintenance [MESSAGE]
                               set how open the site is; MESSAGE is shown to members. Running servers follow within 5 seconds
      doctor                   say what is wrong or still to do; exit status 1 if something fails
      config                   print the settings in effect, without secrets
      version                  print the version of this program
      help                     print this

    Settings are environment variables, or lines of a file .env in the working directory. docs/CONFIGURATION.md lists them.

    """

  init(_ arguments: [String]) throws(UsageError) {
    switch arguments {
    case [], ["serve"]: self = .serve
    case ["demo"]: self = .demo
    case ["admin", "setup-link"]: self = .setupLink
    case ["config"]: self = .config
    case ["doctor"]: self = .doctor
    case ["digest"]: self = .digest(.respected)
    case ["digest", "--now"]: self = .digest(.ignored)
    case ["version"], ["--version"]: self = .version
    case ["help"], ["--help"], ["-h"]: self = .help
    case ["dm", "status"]: self = .conversationKeys(.status)
    case ["dm", "rotate"]: self = .conversationKeys(.rotate)
    case ["dm", "key"]: self = .conversationKeys(.key)
    case _ where arguments.count == 4 && Array(arguments[..<2]) == ["dm", "forget"] && arguments[3] == "--yes":
      self = .conversationKeys(.forget(arguments[2]))
    case _ where arguments.count == 3 && Array(arguments[..<2]) == ["dm", "forget"]:
      throw UsageError("dm forget erases what was said in conversations; add --yes if the key is lost for good")
    case ["migrate", "up"]: self = .migrate(.up)
    case ["migrate", "status"]: self = .migrate(.status)
    case ["migrate", "down"]: self = .migrate(.down(1))
    case _ where arguments.count == 4 && Array(arguments[..<3]) == ["migrate", "down", "--to"]: self = .migrate(.downTo(arguments[3]))
    case _ where arguments.count == 3 && arguments[0] == "migrate" && arguments[1] == "down":
      guard let count = Int(arguments[2]), count > 0 else {
        throw UsageError("migrate down takes a number of steps, such as 2, or --to and a release")
      }
      self = .migrate(.down(count))
    case _ where (2...3).contains(arguments.count) && arguments[0] == "mode":
      guard let mode = SiteMode(rawValue: arguments[1]) else {
        throw UsageError("mode takes one of \(SiteMode.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      self = .mode(mode, message: arguments.count == 3 ? arguments[2] : "")
    case _ where arguments.count == 3 && arguments[0] == "admin" && arguments[1] == "grant":
      guard arguments[2].contains("@") else { throw UsageError("admin grant takes the e-mail address of an account") }
      self = .grantAdmin(email: arguments[2])
    case _ where arguments.count == 3 && arguments[0] == "admin" && arguments[1] == "reset-link":
      guard arguments[2].contains("@") else { throw UsageError("admin reset-link takes the e-mail address of an account") }
      self = .resetLink(email: arguments[2])
    case _ where ["export", "import", "erase"].contains(arguments[0]): self = try Self.aboutMember(arguments)
    case _ where arguments.count == 2 && arguments[0] == "backup": self = .backup(to: arguments[1])
    case _ where arguments.count == 2 && arguments[0] == "verify": self = .verify(arguments[1])
    case _ where arguments.count == 2 && arguments[0] == "restore": self = .restore(from: arguments[1])
    case _ where arguments.count == 5 && arguments[0] == "copy" && arguments[1] == "--from" && arguments[3] == "--to":
      self = .copy(from: arguments[2], to: arguments[4])
    default: throw UsageError("unknown command: \(arguments.joined(separator: " "))")
    }
  }

  private static func aboutMember(_ arguments: [String]) throws(UsageError) -> Invocation {
    let command = arguments[0]
    guard arguments.count == (command == "erase" ? 2 : 3), arguments[1].contains("@") else {
      throw UsageError("\(command) takes the e-mail address of an account\(command == "erase" ? "" : " and a file")")
    }
    switch command {
    case "export": return .export(email: arguments[1], to: arguments[2])
    case "import": return .takeArchive(email: arguments[1], from: arguments[2])
    default: return .erase(email: arguments[1])
    }
  }

  private var use: ConfigUse {
    switch self {
    case .serve: .serving
    case .config, .help, .version: .inspection
    default: .maintenance
    }
  }

  /// Runs the command. Returns the exit status.
  func run(environment: [String: String]) async throws -> Int32 {
    if self == .help {
      print(Self.usage, terminator: "")
      return 0
    }
    if self == .version {
      print("NeoSpace \(NeoSpace.version)")
      return 0
    }
    if case .copy(let source, let target) = self {
      try await Copying.copy(from: source, to: target)
      return 0
    }
    if self == .doctor { return await Doctor.examine(environment: environment) }
    let config = try Config.load(environment: environment, for: use)
    switch self {
    case .serve: return try await Serving(config, environment: environment).untilSignalled()
    case .migrate(.up): try await Maintenance(config).migrateUp()
    case .migrate(.down(let count)): try await Maintenance(config).migrateDown(count)
    case .migrate(.downTo(let release)): try await Maintenance(config).migrateDown(to: release)
    case .migrate(.status): try await Maintenance(config).printStatus()
    case .grantAdmin(let email): try await Maintenance(config).grantAdmin(email)
    case .resetLink(let email): try await Maintenance(config).printRecoveryLink(email)
    case .setupLink: try await Maintenance(config).printSetupLink()
    case .backup(let path): try await Maintenance(config).backUp(to: path)
    case .verify(let path): try await Maintenance(config).verify(path)
    case .restore(let path): try await Maintenance(config).restore(from: path)
    case .digest(let waiting): try await Maintenance(config).sendDigests(waiting)
    case .conversationKeys(.status): try await Maintenance(config).printConversationKeys()
    case .conversationKeys(.rotate): try await Maintenance(config).rewrapConversationKeys()
    case .conversationKeys(.key): Maintenance(config).printConversationKey()
    case .conversationKeys(.forget(let id)): try await Maintenance(config).forgetConversations(under: id)
    case .mode(let mode, let message): try await Maintenance(config).setMode(mode, message: message)
    case .export(let email, let path): try await Maintenance(config).export(email, to: path)
    case .takeArchive(let email, let path): try await Maintenance(config).takeArchive(path, for: email)
    case .erase(let email): try await Maintenance(config).erase(email)
    case .demo: try await Maintenance(config).fillWithDemo()
    case .config: print(config.effective, terminator: "")
    case .help, .version, .copy, .doctor: break
    }
    return 0
  }
}

/// The command line was not understood.
struct UsageError: Error, Equatable, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
