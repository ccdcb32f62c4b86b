import Core
import Design
import Live
import SQL
import Telemetry
import Web

/// All that one feature brings to the server. Everything but the name and the initializer defaults to nothing.
///
/// `NeoSpace/Features.swift` lists the features. Everything that must know all of them follows from that list: the settings, the migrator,
/// the router, the socket's messages and places, the sidebar, the jobs, the export of a member's data, and its erasure.
///
///     public struct NotesFeature: Feature {
///       public static let name = "notes"
///       public static let settings: [any AnySetting] = [NotesSettings.most, Limit.createNote]
///       public static let destinations = [Destination("Notes", path: "/notes", icon: .tasks, position: 85)]
///       public static let memberTables: [MemberTable] = [.exported("notes", in: "notes")]
///       private let notes: NoteService
///
///       public static func migrations() throws(SQLError) -> [Migration] { try NotesMigrations.all() }
///       public init(_ context: FeatureContext) { notes = NoteService(most: context.config[NotesSettings.most]) }
///       public func routes(_ web: WebContext) -> [Route] { NoteRoutes(notes: notes, site: web.site).routes }
///     }
public protocol Feature: Sendable {
  /// Lower-case and unique: `tasks`.
  static var name: String { get }
  /// What administrators switch it off with; nil for a feature that is always on. Its routes, socket messages, places, things in feed and
  /// search, and entries in the sidebar follow it, unless they are declared otherwise.
  static var featureSwitch: FeatureSwitch? { get }
  /// Its schema, oldest first. Append only: a database remembers which of them it has.
  static func migrations() throws(SQLError) -> [Migration]
  /// What operators may configure: its settings, limits and maximums, in the order docs/CONFIGURATION.md lists them.
  static var settings: [any AnySetting] { get }
  /// Throws if the server cannot serve with this configuration. Called before anything is written.
  static func check(_ config: Config) throws(ConfigError)
  /// Its entries in the sidebar.
  static var destinations: [Destination] { get }
  /// Those that there is something behind, with this configuration.
  static func destinations(_ config: Config) -> [Destination]
  /// Every table of the feature that refers to a member, with what happens to the rows.
  static var memberTables: [MemberTable] { get }
  /// What it does for each new account, in the transaction that makes it.
  static var newMemberSteps: [any NewMemberStep] { get }
  /// What it does when a member is banned or the ban is lifted, in the same transaction.
  static var banSteps: [any BanStep] { get }
  /// What it does then that needs all kinds of notifications. These steps come after the others: they lock the places of single members, which
  /// every change locks last.
  static func banSteps(with kinds: [any NoticeKind]) -> [any BanStep]
  /// What it does when a member takes another display name, in the same transaction.
  static var nameSteps: [any NameStep] { get }
  /// What it does when a follow, a block, a mute or a Top 8 changes, in the same transaction.
  static var relationSteps: [any RelationStep] { get }
  /// What it does then that needs all kinds of notifications, after the steps of the others.
  static func relationSteps(with kinds: [any NoticeKind]) -> [any RelationStep]
  /// What staff did to members, if the feature writes that down.
  static func standing(_ config: Config) -> (any MemberStanding)?
  /// What it proposes to new members to do first.
  static var firstSteps: [any FirstStepRows] { get }
  /// The kinds of its things that show members' media.
  static var mediaUses: [any MediaUseRows] { get }
  /// The kinds of notifications that it raises.
  static var noticeKinds: [any NoticeKind] { get }
  /// What it lets members mute, for the list in their preferences.
  static var mutedNames: [any MutedNames] { get }
  /// The page of a bot of its own that has this username, or would have it.
  static func page(ofBot username: String) -> String?
  /// What finds its works that messages and walls link to.
  static var workFinders: [any WorkFinder] { get }
  /// What finds its stories and loops that walls link to.
  static var songFinders: [any SongFinder] { get }
  /// The kinds of its things that members find in feed and search.
  static var subjectKinds: [any SubjectKind] { get }

  /// Builds its services. It starts nothing: commands build features too.
  init(_ context: FeatureContext) throws

  func routes(_ web: WebContext) throws -> [Route]
  /// Its lists of links in the sidebar of every page, for the member who asks.
  func sidebar(_ scope: Scope) async throws -> [SidebarSection]
  /// Stylesheets that every page links for the member who asks, also while the feature is off.
  func styles(_ scope: Scope) async throws -> [String]
  var socketMessages: [SocketMessage] { get }
  /// The kinds of places that it lets clients watch.
  var places: [any PlaceSource] { get }
  /// What it shows in places, its own and others'.
  var placeObjects: [any PlaceObjects] { get }
  /// The kinds of its things that members report.
  var reportables: [any Reportable] { get }
  /// Work that the server repeats while it runs.
  func jobs(_ config: Config) -> [Job]
  /// The parts of a member's export.
  var personalData: [PersonalData] { get }
  /// What it adds to the page of a member's account.
  func settingsSections(_ scope: Scope) async throws -> [SettingsSection]
  /// Erases what the feature keeps of a member who left, in its own transactions. An interrupted call is repeated later.
  func erase(_ scope: Scope, everythingOf user: UserID) async throws
  func addMetrics(to metrics: Metrics)
  /// Starts what only a server needs. Called before the server listens.
  func start() async throws
  /// Ends what the initializer and `start` started. Called when no request is running.
  func close()
}

extension Feature {
  public static var featureSwitch: FeatureSwitch? { nil }
  public static func migrations() throws(SQLError) -> [Migration] { [] }
  public static var settings: [any AnySetting] { [] }
  public static func check(_ config: Config) throws(ConfigError) {}
  public static var destinations: [Destination] { [] }
  public static func destinations(_ config: Config) -> [Destination] { destinations }
  public static var memberTables: [MemberTable] { [] }
  public static var newMemberSteps: [any NewMemberStep] { [] }
  public static var banSteps: [any BanStep] { [] }
  public static func banSteps(with kinds: [any NoticeKind]) -> [any BanStep] { [] }
  public static var nameSteps: [any NameStep] { [] }
  public static var relationSteps: [any RelationStep] { [] }
  public static func relationSteps(with kinds: [any NoticeKind]) -> [any RelationStep] { [] }
  public static func standing(_ config: Config) -> (any MemberStanding)? { nil }
  public static var firstSteps: [any FirstStepRows] { [] }
  public static var mediaUses: [any MediaUseRows] { [] }
  public static var noticeKinds: [any NoticeKind] { [] }
  public static var mutedNames: [any MutedNames] { [] }
  public static func page(ofBot username: String) -> String? { nil }
  public static var workFinders: [any WorkFinder] { [] }
  public static var songFinders: [any SongFinder] { [] }
  public static var subjectKinds: [any SubjectKind] { [] }
  public func routes(_ web: WebContext) throws -> [Route] { [] }
  public func sidebar(_ scope: Scope) async throws -> [SidebarSection] { [] }
  public func styles(_ scope: Scope) async throws -> [String] { [] }
  public var socketMessages: [SocketMessage] { [] }
  public var places: [any PlaceSource] { [] }
  public var placeObjects: [any PlaceObjects] { [] }
  public var reportables: [any Reportable] { [] }
  public func jobs(_ config: Config) -> [Job] { [] }
  public var personalData: [PersonalData] { [] }
  public func settingsSections(_ scope: Scope) async throws -> [SettingsSection] { [] }
  public func erase(_ scope: Scope, everythingOf user: UserID) async throws {}
  public func addMetrics(to metrics: Metrics) {}
  public func start() async throws {}
  public func close() {}
}

/// What happens to a table's rows about a member when the member exports their data, and when they leave for good.
public struct MemberTable: Hashable, Sendable {
  public enum Handling: Hashable, Sendable {
    /// Exported in the part of that name; erased or made anonymous when the member leaves.
    case exported(part: String)
    /// Not exported, for the reason given; erased or made anonymous when the member leaves.
    case erased(because: String)
    /// Not exported, and kept after the member left, for the reason given.
    case kept(because: String)
  }

  public let table: String
  public let handling: Handling

  public static func exported(_ table: String, in part: String) -> Self { Self(table: table, handling: .exported(part: part)) }
  public static func erased(_ table: String, because reason: String) -> Self { Self(table: table, handling: .erased(because: reason)) }
  public static func kept(_ table: String, because reason: String) -> Self { Self(table: table, handling: .kept(because: reason)) }
}
