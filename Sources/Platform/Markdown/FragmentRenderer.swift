import CMarkdown

/// Turns the parsed tree into the fragment, node by node, without recursion.
struct FragmentRenderer {
  typealias Node = OpaquePointer

  /// Containers beyond this depth lose their element and keep their content.
  private static let deepest = 16

  private(set) var out = FragmentBuffer()
  private(set) var mentions: [String] = []

  private let budget: Int
  private let resolve: (String) -> String?
  private let types = CommonMark.types
  /// Whether each open container has an element.
  private var elements: [Bool] = []
  private var link = LinkText()
  private var table = TableState()

  init(budget: Int, resolve: @escaping (String) -> String?) {
    self.budget = budget
    self.resolve = resolve
  }

  /// Writes the fragment; false when it outgrows its budget.
  mutating func render(_ root: Node) -> Bool {
    CommonMark.walk(root) { node, isEntering in
      visit(node, isEntering)
      return out.bytes.count <= budget
    }
  }

  private mutating func visit(_ node: Node, _ isEntering: Bool) {
    switch cmark_node_get_type(node) {
    case CMARK_NODE_TEXT: text(literal(node))
    case CMARK_NODE_SOFTBREAK, CMARK_NODE_LINEBREAK:
      out.markup("<br>\n")
      link.append(" ")
    case CMARK_NODE_CODE:
      out.markup("<code>")
      text(literal(node))
      out.markup("</code>")
    case CMARK_NODE_HTML_INLINE: inlineHTML(literal(node))
    case CMARK_NODE_EMPH: container(isEntering, "<em>", "</em>")
    case CMARK_NODE_STRONG: container(isEntering, "<strong>", "</strong>")
    case CMARK_NODE_LINK, CMARK_NODE_IMAGE: if isEntering { openLink(node) } else { closeLink() }
    case CMARK_NODE_PARAGRAPH: if !isTight(node) { out.markup(isEntering ? "<p>" : "</p>\n") }
    case CMARK_NODE_HEADING: heading(node, isEntering)
    case CMARK_NODE_THEMATIC_BREAK: out.markup("<hr>\n")
    case CMARK_NODE_BLOCK_QUOTE: container(isEntering, "<blockquote>\n", "</blockquote>\n")
    case CMARK_NODE_LIST: list(node, isEntering)
    case CMARK_NODE_ITEM: item(isEntering)
    case CMARK_NODE_CODE_BLOCK: codeBlock(node)
    case CMARK_NODE_HTML_BLOCK:
      out.markup("<p>")
      out.lines(literal(node))
      out.markup("</p>\n")
    case let type: extended(type.rawValue, node, isEntering)
    }
  }

  private mutating func extended(_ type: UInt32, _ node: Node, _ isEntering: Bool) {
    switch type {
    case types.strikethrough: container(isEntering, "<del>", "</del>")
    case types.table: if isEntering { table.open(node, &out) } else { table.close(&out) }
    case types.tableRow: if isEntering { table.openRow(node, &out) } else { table.closeRow(&out) }
    case types.tableCell: if isEntering { table.openCell(&out) } else { table.closeCell(&out) }
    default: break
    }
  }

  // MARK: Blocks

  private mutating func container(_ isEntering: Bool, _ start: StaticString, _ end: StaticString) {
    if isEntering {
      elements.append(elements.count < Self.deepest)
      if elements.count <= Self.deepest { out.markup(start) }
    } else if elements.popLast() == true {
      out.markup(end)
    }
  }

  private mutating func list(_ node: Node, _ isEntering: Bool) {
    guard cmark_node_get_list_type(node) == CMARK_ORDERED_LIST else { return container(isEntering, "<ul>\n", "</ul>\n") }
    let start = cmark_node_get_list_start(node)
    if isEntering, start != 1, elements.count < Self.deepest {
      elements.append(true)
      out.markup("<ol start=\"\(start)\">\n")
    } else {
      container(isEntering, "<ol>\n", "</ol>\n")
    }
  }

  /// An item has an element when its list has one. It is no container of its own, so that both stay together.
  private mutating func item(_ isEntering: Bool) {
    if elements.last == true { out.markup(isEntering ? "<li>" : "</li>\n") } else if !isEntering { out.markup("<br>\n") }
  }

  private mutating func heading(_ node: Node, _ isEntering: Bool) {
    let level = min(cmark_node_get_heading_level(node) + 2, 6)
    out.markup(isEntering ? "<h\(level)>" : "</h\(level)>\n")
  }

  private func isTight(_ paragraph: Node) -> Bool {
    guard let item = cmark_node_parent(paragraph), let list = cmark_node_parent(item), cmark_node_get_type(list) == CMARK_NODE_LIST else {
      return false
    }
    return cmark_node_get_list_tight(list) != 0
  }

  private mutating func codeBlock(_ node: Node) {
    let info = cmark_node_get_fence_info(node).map { String(cString: $0) } ?? ""
    let name = info.utf8.prefix { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
    let code = Array(literal(node).utf8)
    guard let language = Language.named(name) else {
      out.markup("<pre><code>")
      out.text(code)
      return out.markup("</code></pre>\n")
    }
    out.markup("<pre><code class=\"language-\(language.name)\">")
    Highlighter.write(code, language, into: &out)
    out.markup("</code></pre>\n")
  }

  // MARK: Inlines

  private func literal(_ node: Node) -> String { cmark_node_get_literal(node).map { String(cString: $0) } ?? "" }

  private mutating func text(_ text: String) {
    out.text(text)
    link.append(text)
  }

  private mutating func inlineHTML(_ literal: String) {
    guard let name = Mentions.name(literal), !link.isOpen, let known = resolve(name) else { return text(literal) }
    if !mentions.contains(known) { mentions.append(known) }
    out.markup("<a class=\"mention\" href=\"/@")
    out.text(known)
    out.markup("\">@")
    out.text(known)
    out.markup("</a>")
  }

  private mutating func openLink(_ node: Node) {
    let url = cmark_node_get_url(node).map { String(cString: $0) } ?? ""
    guard let target = link.open(url) else { return }
    out.markup("<a href=\"")
    out.text(target.href)
    out.markup("\" rel=\"nofollow ugc noopener\">")
  }

  private mutating func closeLink() {
    guard let (target, shown) = link.close() else { return }
    if shown.allSatisfy(\.isWhitespace) { out.text(target.href) }
    out.markup("</a>")
    guard !target.isHonestly(shown) else { return }
    out.markup("<span class=\"real-host\"> (")
    out.text(target.host)
    out.markup(")</span>")
  }
}
