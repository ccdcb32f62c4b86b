/// What an administrator can switch off, by the name that the settings and clients know.
public enum FeatureSwitch: String, CaseIterable, Sendable {
  case rooms, tasks, downloads, walls, media, messages, codeground, song, cats

  fileprivate var bit: UInt32 { 1 << UInt32(Self.allCases.firstIndex(of: self)!) }
}

/// Which features are off, in one word.
public struct SwitchSet: Hashable, Sendable {
  let bits: UInt32

  init(bits: UInt32) { self.bits = bits }

  public init(_ switches: some Sequence<FeatureSwitch>) { bits = switches.reduce(0) { $0 | $1.bit } }

  public static let none = SwitchSet([])

  public var isEmpty: Bool { bits == 0 }
  public func contains(_ feature: FeatureSwitch) -> Bool { bits & feature.bit != 0 }
  /// In the order of the settings.
  public var all: [FeatureSwitch] { FeatureSwitch.allCases.filter(contains) }
}

extension FeatureSwitch {
  /// The switch of a room or of a conversation, which is called `dm:<id>`.
  public init(ofRoomNamed name: String) { self = name.utf8.starts(with: "dm:".utf8) ? .messages : .rooms }
}
