/// Why the server will not start: one line that names the key, what is wrong with its value, and one that would do.
///
/// The value itself is not repeated; it may be a secret.
public struct ConfigError: Error, Equatable, CustomStringConvertible {
  public let key: String
  public let problem: String
  /// `KEY=value`.
  public let example: String

  public var description: String { "\(key) \(problem); for example \(example)" }

  /// With the setting's own example.
  public init(_ key: String, _ problem: String) {
    self.init(key, problem, example: Setting.named(key).example)
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
