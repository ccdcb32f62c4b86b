/// An element with content, made by one of the functions in `Elements.swift`.
public struct Element<Content: HTML>: HTML {
  private let name: StaticString
  private let attributes: [Attribute]
  private let content: Content
  private let leadingNewline: Bool

  /// `leadingNewline`: parsers drop a newline right after `<pre>` and `<textarea>`; write one, so that content keeps its own.
  init(_ name: StaticString, _ attributes: [Attribute], _ content: Content, leadingNewline: Bool = false) {
    self.name = name
    self.attributes = attributes
    self.content = content
    self.leadingNewline = leadingNewline
  }

  /// Appends start tag, content, end tag.
  public func render(into buffer: inout HTMLBuffer) {
    buffer.startTag(name, attributes)
    if leadingNewline { buffer.markup("\n") }
    content.render(into: &buffer)
    buffer.markup("</")
    buffer.markup(name)
    buffer.markup(">")
  }
}

/// An element that never has content.
public struct VoidElement: HTML, Sendable {
  private let name: StaticString
  private let attributes: [Attribute]

  init(_ name: StaticString, _ attributes: [Attribute]) {
    self.name = name
    self.attributes = attributes
  }

  /// Appends the tag.
  public func render(into buffer: inout HTMLBuffer) { buffer.startTag(name, attributes) }
}

extension HTMLBuffer {
  mutating func startTag(_ name: StaticString, _ attributes: [Attribute]) {
    markup("<")
    markup(name)
    var classWritten = false
    for attribute in attributes {
      switch attribute.kind {
      case .none: continue
      case .plain(let name): markup(name)
      case .data(let name): suffixed(" data-", name)
      case .aria(let name): suffixed(" aria-", name)
      case .class:
        if !classWritten { classes(attributes) }
        classWritten = true
        continue
      }
      switch attribute.value {
      case .flag: break
      case .text(let text):
        markup("=\"")
        escaped(text)
        markup("\"")
      case .keyword(let word):
        markup("=\"")
        markup(word)
        markup("\"")
      case .number(let number):
        markup("=\"")
        decimal(number)
        markup("\"")
      }
    }
    markup(">")
  }

  private mutating func suffixed(_ prefix: StaticString, _ name: StaticString) {
    markup(prefix)
    markup(name)
  }

  private mutating func classes(_ attributes: [Attribute]) {
    markup(" class=\"")
    var first = true
    for case .text(let names) in attributes.lazy.filter({ $0.kind.isClass }).map(\.value) {
      if !first { markup(" ") }
      first = false
      escaped(names)
    }
    markup("\"")
  }
}
