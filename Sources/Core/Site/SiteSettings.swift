/// What administrators decide about the site: one row of the database, with a version.
public struct SiteSettings: Equatable, Sendable {
  public static let defaultName = "NeoSpace"
  public static let nameLengths = 1...50
  public static let welcomeLengths = 0...500
  public static let rulesLengths = 0...10_000
  public static let contactLengths = 0...254
  public static let messageLengths = 0...200
  public static let newcomerHours = 0...168

  /// Grows with each change.
  public var version: Int64 = 1
  public var name = defaultName
  /// Plain lines, on the front page.
  public var welcome = ""
  /// Markdown.
  public var rules = ""
  public var contact = ""
  /// Nil until it is set: then the configuration decides.
  public var signUp: SignUpMode?
  /// For how long an account is a newcomer's; 0 means never.
  public var newcomerHours = 0
  public var mode = SiteMode.normal
  public var modeMessage = ""
  public var off = SwitchSet.none

  public init() {}

  public var gate: SiteGate { SiteGate(mode: mode, off: off) }
}
