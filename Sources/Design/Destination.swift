import Core

/// An entry of the sidebar. Features bring their own.
public struct Destination: Sendable {
  public let name: String
  public private(set) var path: String
  public let icon: Icon
  /// Shown to those who hold it; nil shows it to every member.
  public let permission: Permission?
  /// Entries stand in ascending order of it. Those of all members are below 200, those of staff above.
  public let position: Int
  /// What is unread behind it, summed up beside its name.
  public let sums: UnreadSum?
  /// What it is switched off with; nil: with its feature.
  public private(set) var feature: FeatureSwitch?
  /// Where it leads a member, if that is not the same for all.
  private let pathOfMember: (@Sendable (Member) -> String)?

  public init(
    _ name: String, path: String, icon: Icon, permission: Permission? = nil, position: Int = 0, sums: UnreadSum? = nil,
    feature: FeatureSwitch? = nil
  ) {
    self.feature = feature
    self.position = position
    self.sums = sums
    self.name = name
    self.path = path
    self.icon = icon
    self.permission = permission
    pathOfMember = nil
  }

  /// An entry that leads every member somewhere else, such as to their own wall.
  public init(
    _ name: String, icon: Icon, permission: Permission? = nil, position: Int = 0, path: @escaping @Sendable (Member) -> String
  ) {
    feature = nil
    self.position = position
    sums = nil
    self.name = name
    self.path = ""
    self.icon = icon
    self.permission = permission
    pathOfMember = path
  }

  /// The entry as part of a feature with this switch, unless it has another.
  public func belonging(to feature: FeatureSwitch?) -> Destination {
    var copy = self
    copy.feature = self.feature ?? feature
    return copy
  }

  /// The entry as the member gets it.
  public func leading(_ member: Member) -> Destination {
    var copy = self
    if let pathOfMember { copy.path = pathOfMember(member) }
    return copy
  }

  /// Whether the page at `current` belongs to this place.
  func contains(_ current: String) -> Bool { isAt(current) || current.hasPrefix(path + "/") }

  /// Whether the page at `current` is this place itself, whatever its query.
  func isAt(_ current: String) -> Bool { current.prefix { $0 != "?" } == path }
}

/// What is unread in all rooms, or in all conversations. Conversations are counted by the script alone.
public enum UnreadSum: String, Sendable { case rooms, conversations }
