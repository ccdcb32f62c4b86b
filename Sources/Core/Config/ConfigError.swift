/// Why the server will not start: one line with the key, what is wrong with its value, and an example of a value that works.
///
/// The value itself is not repeated, because it may be a secret.
public struct ConfigError: Error, Equatable, CustomStringConvertible {
  public let key: String
  public let problem: String
  /// `KEY=value`.
  public let example: String

  public var description: String { "\(key) \(problem); for example \(example)" }

  /// - Parameter example: a value that works; the setting's own example if not given.
  public init(_ setting: any AnySetting, _ problem: String, example: String? = nil) {
    self.init(setting.key, problem, example: example ?? setting.example)
  }

  init(_ key: String, _ problem: String, example: String) {
    self.key = key
    self.problem = problem
    self.example = "\(key)=\(example)"
  }

  /// About the file `.env`, or a line of it.
  init(dotEnvLine line: Int?, _ problem: String) {
    key = line.map { ".env line \($0)" } ?? ".env"
    self.problem = problem
    example = "KEY=value"
  }
}
