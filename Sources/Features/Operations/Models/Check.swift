/// Something an operator has to see to, or a sign that it is in order.
public struct Check: Sendable {
  public enum State: String, CaseIterable, Sendable { case ok, todo, warn, fail }

  /// `backup_verified`.
  public let name: String
  public let state: State
  /// What is, and what to do about it.
  public let text: String
  /// A page of this site where it is done.
  public let link: String?

  public init(_ name: String, _ state: State, _ text: String, link: String? = nil) {
    (self.name, self.state, self.text, self.link) = (name, state, text, link)
  }

  /// As `neospace doctor` prints it: one line, whatever a text says.
  public var line: String { "\(state.rawValue) \(name) \(text.split(whereSeparator: \.isNewline).joined(separator: " "))" }
}
