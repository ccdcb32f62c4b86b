/// The largest number of something that may exist at once, such as a member's rooms. It is a setting: an operator changes it with
/// `NEOSPACE_MAX_<NAME>`. The number in effect is that of `limits[.roomsPerMember]`.
public struct Maximum: Hashable, Sendable {
  public let name: String
  public let standard: Int
  public let range: ClosedRange<Int>
  public let meaning: String

  /// - Parameter range: what operators may choose. If it includes 0, that stands for "no limit".
  public init(_ name: String, _ standard: Int, in range: ClosedRange<Int> = 1...1_000_000, meaning: String) {
    precondition(range.contains(standard) && standard > 0, "A maximum is one of the numbers that operators may choose")
    self.name = name
    self.standard = standard
    self.range = range
    self.meaning = meaning
  }

  private var lifts: Bool { range.contains(0) }
}

extension Maximum: AnySetting {
  public var key: String { "NEOSPACE_MAX_" + name.uppercased() }
  public var defaultText: String { "\(standard)" }
  public var example: String { defaultText }

  public func read(_ text: String?, into config: inout Config) throws(ConfigError) {
    guard let text else { return }
    do throws(SettingProblem) {
      let value = try SettingText.integer(text, range)
      config.limits[self] = value == 0 ? .max : value
    } catch {
      throw ConfigError(self, error.text)
    }
  }

  public func printed(_ config: Config) -> String {
    let value = config.limits[self]
    guard value == .max else { return "\(value)" }
    return lifts ? "0" : "off"
  }
}
