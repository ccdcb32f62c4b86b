/// Turns the name of a file below `Public/` into the address it is served under.
///
/// The static service gives addresses with a content hash in them; a test may give any.
public struct AssetPath: Sendable {
  private let resolve: @Sendable (String) -> String

  public init(_ resolve: @escaping @Sendable (_ file: String) -> String) { self.resolve = resolve }

  public func callAsFunction(_ file: String) -> String { resolve(file) }
}
