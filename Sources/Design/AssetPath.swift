/// Turns the name of a file below `Public/` into the address it is served under.
///
/// The static service gives addresses with a content hash in them; a test may give any.
public struct AssetPath: Sendable {
  private let resolve: @Sendable (String) -> String
  private let imports: @Sendable ([String]) -> [String]

  /// - Parameter imports: all modules that the scripts of a page import, at first hand or further on.
  public init(
    _ resolve: @escaping @Sendable (_ file: String) -> String, imports: @escaping @Sendable (_ scripts: [String]) -> [String] = { _ in [] }
  ) {
    self.resolve = resolve
    self.imports = imports
  }

  public func callAsFunction(_ file: String) -> String { resolve(file) }

  /// The files that a browser needs before the scripts run, beside the scripts.
  func imports(of scripts: [String]) -> [String] { imports(scripts) }
}
