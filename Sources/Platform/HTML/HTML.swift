/// Something that renders into a page.
///
/// Strings and integers are content (escaped), elements are functions (`div`, `p`, …), larger pieces are `View`s.
public protocol HTML {
  /// Appends the markup.
  func render(into buffer: inout HTMLBuffer)
}

extension HTML {
  /// The markup on its own.
  public func rendered() -> [UInt8] {
    var buffer = HTMLBuffer()
    render(into: &buffer)
    return buffer.bytes
  }

  /// The markup on its own, as text.
  public var markup: String { String(decoding: rendered(), as: UTF8.self) }
}

/// A piece of page made of other pieces.
///
/// ```swift
/// struct Greeting: View {
///   let name: String
///   var body: some HTML {
///     p(.class("greeting")) {
///       "Hello, "
///       b { name }
///     }
///   }
/// }
/// ```
public protocol View: HTML {
  /// What `body` is made of.
  associatedtype Body: HTML
  /// The pieces.
  @HTMLBuilder var body: Body { get }
}

extension View {
  /// Renders the body.
  public func render(into buffer: inout HTMLBuffer) { body.render(into: &buffer) }
}

/// A whole page: doctype, `<html>` with language and attributes, then `head` and `body` from the builder.
public struct Document<Content: HTML>: HTML {
  private let root: Element<Content>

  /// Creates a page.
  public init(language: String = "en", _ attributes: Attribute..., @HTMLBuilder content: () -> Content) {
    root = Element("html", [.lang(language)] + attributes, content())
  }

  /// Appends the whole page.
  public func render(into buffer: inout HTMLBuffer) {
    buffer.markup("<!DOCTYPE html>")
    root.render(into: &buffer)
  }
}

/// Markup that was made safe elsewhere: a rendered Markdown fragment, a fragment from the database. Appended as it is.
public struct RawHTML: HTML, Sendable {
  /// The markup.
  public let bytes: [UInt8]

  /// Wraps markup that is safe already.
  public init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Wraps markup that is safe already.
  public init(_ text: String) { bytes = Array(text.utf8) }

  /// Appends the markup.
  public func render(into buffer: inout HTMLBuffer) { buffer.markup(bytes) }
}

/// Nothing at all.
public struct Nothing: HTML, Sendable {
  /// Creates nothing.
  public init() {}

  /// Appends nothing.
  public func render(into buffer: inout HTMLBuffer) {}
}

/// One piece per item, made while rendering, so that a long list is never held as a whole.
///
/// A plain `for` in a builder does as well for short lists.
public struct ForEach<Items: Sequence, Content: HTML>: HTML {
  private let items: Items
  private let content: (Items.Element) -> Content

  /// Creates the list.
  public init(_ items: Items, @HTMLBuilder content: @escaping (Items.Element) -> Content) {
    self.items = items
    self.content = content
  }

  /// Appends every item's piece.
  public func render(into buffer: inout HTMLBuffer) {
    for item in items { content(item).render(into: &buffer) }
  }
}

extension String: HTML {
  /// Appends the text, escaped.
  public func render(into buffer: inout HTMLBuffer) { buffer.escaped(self) }
}

extension Substring: HTML {
  /// Appends the text, escaped.
  public func render(into buffer: inout HTMLBuffer) { buffer.escaped(String(self)) }
}

extension Int: HTML {
  /// Appends the number in decimal.
  public func render(into buffer: inout HTMLBuffer) { buffer.decimal(Int64(self)) }
}

extension Int64: HTML {
  /// Appends the number in decimal.
  public func render(into buffer: inout HTMLBuffer) { buffer.decimal(self) }
}

extension Optional: HTML where Wrapped: HTML {
  /// Appends the piece, if there is one.
  public func render(into buffer: inout HTMLBuffer) {
    if let self { self.render(into: &buffer) }
  }
}

extension Array: HTML where Element: HTML {
  /// Appends every piece.
  public func render(into buffer: inout HTMLBuffer) {
    for piece in self { piece.render(into: &buffer) }
  }
}

/// A piece whose type has been forgotten; for branches that differ at run time.
public struct AnyHTML: HTML {
  private let piece: any HTML

  /// Wraps a piece.
  public init(_ piece: any HTML) { self.piece = piece }

  /// Appends the piece.
  public func render(into buffer: inout HTMLBuffer) { piece.render(into: &buffer) }
}
