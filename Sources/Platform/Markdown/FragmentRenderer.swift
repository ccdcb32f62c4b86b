import CMarkdown

/// Turns the parsed tree into the fragment, node by node, without recursion.
struct FragmentRenderer {
  typealias Node = OpaquePointer

  enum Style { case full, plainCode }

  /// Why a rendered fragment is not used.
  enum Failure: Error {
    case tooLong
    /// A row of a table has more cells than its header: the parser drops them.
    case losesCells
    /// Some definitions were used by no link.
    case unusedDefinitions(Set<Int>)
    case nothingVisible
  }

  /// Containers nested deeper than this lose their element and keep their content.
  private static let deepest = 16

  private(set) var out = FragmentBuffer()
  private(set) var mentions: [String] = []
  /// The definitions that links and images use.
  private(set) var usedDefinitions: Set<Int> = []

  private let budget: Int
  private let style: Style
  private let resolve: (String) -> String?
  private let types = CommonMark.types
  /// Whether each open container has an element.
  private var elements: [Bool] = []
  private var numbers: [ListNumbers] = []
  private var lines: SourceLines
  private var link = LinkText()
  private var table = TableState()
  private var losesCells = false

  /// - Parameter source: the text that was parsed.
  init(source: [UInt8], budget: Int, style: Style, resolve: @escaping (String) -> String?) {
    lines = SourceLines(source)
    self.budget = budget
    self.style = style
    self.resolve = resolve
  }

  /// Writes the fragment. Returns the failure, or nil if the fragment can be shown.
  mutating func render(_ root: Node) -> Failure? {
    let isWhole = CommonMark.walk(root) { node, isEntering in
      visit(node, isEntering)
      return out.bytes.count <= budget && !losesCells
    }
    return isWhole ? nil : losesCells ? .losesCells : .tooLong
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
    case CMARK_NODE_LINK, CMARK_NODE_IMAGE: if isEntering { openLink(node) } else { link.close(&out) }
    case CMARK_NODE_PARAGRAPH: if !isTight(node) { out.markup(isEntering ? "<p>" : "</p>\n") }
    case CMARK_NODE_HEADING: heading(node, isEntering)
    case CMARK_NODE_THEMATIC_BREAK:
      out.markup("<hr>\n")
      out.hasVisibleASCII = true
    case CMARK_NODE_BLOCK_QUOTE:
      if cmark_node_first_child(node) == nil { typed(">", isEntering) } else { container(isEntering, "<blockquote>\n", "</blockquote>\n") }
    case CMARK_NODE_LIST: list(node, isEntering)
    case CMARK_NODE_ITEM: item(node, isEntering)
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
    case types.tableRow:
      guard isEntering else { return table.closeRow(&out) }
      losesCells = losesCells || lines.cells(onLine: Int(cmark_node_get_start_line(node))) > table.columns
      table.openRow(node, &out)
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
    if isEntering { numbers.append(ListNumbers(of: node, &lines)) } else { numbers.removeLast() }
    let start = cmark_node_get_list_start(node)
    if isEntering, start != 1, elements.count < Self.deepest {
      elements.append(true)
      out.markup("<ol start=\"\(start)\">\n")
    } else {
      container(isEntering, "<ol>\n", "</ol>\n")
    }
  }

  /// An item has an element if its list has one. It does not count as a container itself, so both always gain or lose their elements
  /// together.
  private mutating func item(_ node: Node, _ isEntering: Bool) {
    let isOrdered = cmark_node_parent(node).map { cmark_node_get_list_type($0) == CMARK_ORDERED_LIST } ?? false
    switch (elements.last == true, isEntering) {
    case (true, true):
      if isOrdered, let number = numbers[numbers.count - 1].next() { out.markup("<li value=\"\(number)\">") } else { out.markup("<li>") }
    case (true, false): out.markup("</li>\n")
    case (false, true): if isOrdered { out.markup("\(numbers[numbers.count - 1].typed()). ") }
    case (false, false): out.markup("<br>\n")
    }
  }

  private mutating func heading(_ node: Node, _ isEntering: Bool) {
    let level = Int(cmark_node_get_heading_level(node))
    if cmark_node_first_child(node) == nil { return typed(String(repeating: "#", count: level), isEntering) }
    out.markup(isEntering ? "<h\(min(level + 2, 6))>" : "</h\(min(level + 2, 6))>\n")
  }

  /// Writes the marker of a block that was left empty, as it was typed.
  private mutating func typed(_ text: String, _ isEntering: Bool) {
    guard isEntering else { return }
    out.markup("<p>")
    out.marker(text)
    out.markup("</p>\n")
  }

  private func isTight(_ paragraph: Node) -> Bool {
    guard let item = cmark_node_parent(paragraph), let list = cmark_node_parent(item), cmark_node_get_type(list) == CMARK_NODE_LIST else {
      return false
    }
    return cmark_node_get_list_tight(list) != 0
  }

  private mutating func codeBlock(_ node: Node) {
    let info = Array((cmark_node_get_fence_info(node).map { String(cString: $0) } ?? "").utf8)
    let code = Array(literal(node).utf8)
    let word = info.prefix { $0 > 0x20 }
    let language = code.isEmpty ? nil : Language.named(word)
    if info.isEmpty, code.isEmpty { return typed(fence(of: node), true) }
    out.markup("<pre><code")
    if let language { out.markup(" class=\"language-\(language.name)\"") }
    out.markup(">")
    // Any other text after the fence is not the name of a language. It is shown as the first line of the code.
    if language == nil ? !info.isEmpty : info.count > word.count {
      out.text(info)
      out.markup("\n")
    }
    if let language, language.isHighlighted, style == .full { Highlighter.write(code, language, into: &out) } else { out.text(code) }
    out.markup("</code></pre>\n")
  }

  private func fence(of node: Node) -> String {
    var (length, offset, character) = (Int32(0), Int32(0), CChar(0))
    guard cmark_node_get_fenced(node, &length, &offset, &character) != 0 else { return "" }
    return String(repeating: Character(Unicode.Scalar(UInt8(bitPattern: character))), count: Int(length))
  }

  // MARK: Inlines

  private func literal(_ node: Node) -> String { cmark_node_get_literal(node).map { String(cString: $0) } ?? "" }

  private mutating func text(_ text: String) {
    out.text(text)
    link.append(text)
  }

  private mutating func inlineHTML(_ literal: String) {
    guard let name = Mentions.name(literal), !link.isOpen else { return text(literal) }
    for candidate in Mentions.candidates(name) {
      guard let known = resolve(candidate) else { continue }
      if !mentions.contains(known) { mentions.append(known) }
      out.markup("<a class=\"mention\" href=\"/@")
      out.text(known)
      out.markup("\">@")
      out.text(known)
      out.markup("</a>")
      return out.text(name.utf8.dropFirst(candidate.utf8.count))
    }
    text(literal)
  }

  private mutating func openLink(_ node: Node) {
    var address = Array((cmark_node_get_url(node).map { String(cString: $0) } ?? "").utf8)
    let definition = Noncharacters.takeNumber(from: &address)
    if let definition { usedDefinitions.insert(definition) }
    let title = cmark_node_get_title(node).map { String(cString: $0) } ?? ""
    link.open(LinkText.Destination(address: address, title: title, isBare: definition == nil && isBare(node, address)), &out)
  }

  /// Whether a link without a definition was typed as an address only, with or without `<` and `>`. `[a](a)` is parsed to the same tree,
  /// so the widths tell them apart: brackets, parentheses and address add four characters at least.
  private func isBare(_ node: Node, _ address: [UInt8]) -> Bool {
    guard cmark_node_get_type(node) == CMARK_NODE_LINK, let text = cmark_node_first_child(node), cmark_node_next(text) == nil,
      cmark_node_get_type(text) == CMARK_NODE_TEXT, address.suffix(literal(text).utf8.count).elementsEqual(literal(text).utf8)
    else { return false }
    let width = { cmark_node_get_end_column($0) - cmark_node_get_start_column($0) }
    return (0...2).contains(width(node) - width(text))
  }
}
