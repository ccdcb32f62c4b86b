import HTML

public enum ButtonStyle: String, Sendable {
  case plain = "button"
  case primary = "button primary"
  case danger = "button danger"
  case quiet = "button quiet"
}

/// A button that sends its form; with `name` and `value` the form says which one was pressed.
public struct Button<Content: HTML>: View {
  private let style: ButtonStyle
  private let name: String?
  private let value: String
  private let content: Content

  public init(_ style: ButtonStyle = .plain, name: String? = nil, value: String = "", @HTMLBuilder content: () -> Content) {
    self.style = style
    self.name = name
    self.value = value
    self.content = content()
  }

  public var body: some HTML {
    button(.class(style.rawValue), .type("submit"), .with(name) { .name($0) }, .when(name != nil, .value(value))) { content }
  }
}

/// A link that looks like a button.
public struct ButtonLink<Content: HTML>: View {
  private let path: String
  private let style: ButtonStyle
  private let content: Content

  public init(_ path: String, _ style: ButtonStyle = .plain, @HTMLBuilder content: () -> Content) {
    self.path = path
    self.style = style
    self.content = content()
  }

  public var body: some HTML {
    a(.class(style.rawValue), .href(path)) { content }
  }
}

/// A square button that shows an icon and says its name to those who cannot see it. Scripts find it by `action`.
public struct IconButton: View {
  private let name: String
  private let icon: Icon
  private let action: String
  private let asset: AssetPath

  public init(_ name: String, _ icon: Icon, action: String, _ asset: AssetPath) {
    self.name = name
    self.icon = icon
    self.action = action
    self.asset = asset
  }

  public var body: some HTML {
    button(.class("button quiet square"), .type("button"), .title(name), .aria("label", name), .data("action", action)) {
      IconView(icon, asset)
    }
  }
}
