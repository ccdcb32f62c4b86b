import HTML

/// A framed piece of a page.
public struct Card<Content: HTML>: View {
  private let heading: String?
  private let content: Content

  public init(_ heading: String? = nil, @HTMLBuilder content: () -> Content) {
    self.heading = heading
    self.content = content()
  }

  public var body: some HTML {
    section(.class("card")) {
      if let heading { h2 { heading } }
      content
    }
  }
}

/// A word or number that sticks to something.
public struct Badge: View {
  public enum Paint: String, Sendable { case yellow, acid, pink, sky, plain }

  private let text: String
  private let paint: Paint

  public init(_ text: String, _ paint: Paint = .yellow) {
    self.text = text
    self.paint = paint
  }

  public var body: some HTML { span(.class("badge \(paint.rawValue)")) { text } }
}

/// What a list shows while there is nothing in it: what it is for, and what to do next.
public struct EmptyState<Action: HTML>: View {
  private let heading: String
  private let text: String
  private let action: Action

  public init(_ heading: String, _ text: String, @HTMLBuilder action: () -> Action) {
    self.heading = heading
    self.text = text
    self.action = action()
  }

  public var body: some HTML {
    div(.class("empty")) {
      h2 { heading }
      p { text }
      action
    }
  }
}

/// The way back and forth through a long list.
public struct Pager: View {
  private let newer: String?
  private let older: String?

  public init(newer: String?, older: String?) {
    self.newer = newer
    self.older = older
  }

  public var body: some HTML {
    nav(.class("pager"), .aria("label", "Pages")) {
      if let newer { a(.class("button"), .href(newer), .rel("prev")) { "← Newer" } }
      if let older { a(.class("button"), .href(older), .rel("next")) { "Older →" } }
    }
  }
}

/// Links to sibling pages of which one is open.
public struct Tabs: View {
  private let name: String
  private let links: [(name: String, path: String)]
  private let current: String

  public init(_ name: String, _ links: [(name: String, path: String)], current: String) {
    self.name = name
    self.links = links
    self.current = current
  }

  public var body: some HTML {
    nav(.class("tabs"), .aria("label", name)) {
      for entry in links {
        a(.href(entry.path), .when(entry.path == current, .aria("current", "page"))) { entry.name }
      }
    }
  }
}

/// A window over the page that a script opens; closed, it is not there. What it offers must have a page of its own as well.
public struct Dialog<Content: HTML>: View {
  private let id: String
  private let heading: String
  private let asset: AssetPath
  private let content: Content

  public init(id: String, _ heading: String, _ asset: AssetPath, @HTMLBuilder content: () -> Content) {
    self.id = id
    self.heading = heading
    self.asset = asset
    self.content = content()
  }

  public var body: some HTML {
    dialog(.class("dialog"), .id(id), .aria("labelledby", "\(id)-heading")) {
      div(.class("dialog-head")) {
        h2(.id("\(id)-heading")) { heading }
        IconButton("Close", .close, action: "close-dialog", asset)
      }
      div(.class("dialog-body")) { content }
    }
  }
}

/// Whether what one sees is the present state. The script keeps it true; without one nothing is shown.
public struct ConnectionBadge: View {
  public init() {}

  public var body: some HTML {
    p(.class("connection"), .id("connection"), .data("connection", "offline"), .role("status"), .hidden) {
      span(.class("state")) { "offline" }
      span(.class("caught-up"))
    }
  }
}
