import Core
import HTML

/// Where people write. It is disabled while the site is read-only, and a script disables it when that begins.
public struct Closable<Content: HTML>: View {
  private let isClosed: Bool
  private let content: Content

  /// - Parameter visit: nil in fragments, which are the same for all: there the script disables it.
  public init(_ visit: Visit? = nil, @HTMLBuilder content: () -> Content) {
    isClosed = visit?.isReadOnly ?? false
    self.content = content()
  }

  public var body: some HTML {
    fieldset(.class("closable"), .disabled(isClosed)) { content }
  }
}

extension Visit {
  /// Whether nothing can be written now.
  public var isReadOnly: Bool { site.state.gate.mode == .readOnly }
}
