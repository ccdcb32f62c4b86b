/// `NEOSPACE_LIMIT_CREATE_ROOM=10/3600,3/60`: at most 10 in any hour and 3 in any minute; `off` lifts the limit.
extension Limit: AnySetting {
  public var key: String { "NEOSPACE_LIMIT_" + name.uppercased() }
  public var defaultText: String { Self.text(of: windows) }
  public var example: String { defaultText }

  public func read(_ text: String?, into config: inout Config) throws(ConfigError) {
    guard let text else { return }
    do throws(SettingProblem) { config.limits[self] = with(try windows(from: text)) } catch { throw ConfigError(self, error.text) }
  }

  public func printed(_ config: Config) -> String { Self.text(of: config.limits[self].windows) }

  private func windows(from text: String) throws(SettingProblem) -> [Window] {
    if text == "off" { return [] }
    let longest = Int(longestSpan.wholeMicroseconds / 1_000_000)
    let problem = "must be counts per seconds (at most \(longest)), such as 60/60,20/5, or off"
    let windows = try SettingText.entries(of: text, problem) { part -> Window? in
      let numbers = part.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
      guard numbers.count == 2, let count = numbers[0], let seconds = numbers[1] else { return nil }
      guard (1...1_000_000).contains(count), (1...longest).contains(seconds) else { return nil }
      return Window(count, per: .seconds(seconds))
    }
    guard !windows.isEmpty else { throw SettingProblem("names no limit") }
    return windows
  }

  private static func text(of windows: [Window]) -> String {
    windows.isEmpty ? "off" : windows.map { "\($0.count)/\($0.span.wholeMicroseconds / 1_000_000)" }.joined(separator: ",")
  }
}
