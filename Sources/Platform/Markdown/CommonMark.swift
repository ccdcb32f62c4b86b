import CMarkdown
import Synchronization

/// The parser, cmark-gfm. It runs behind one lock because every parse changes its process-wide table of special characters. Parsing a
/// message takes a few microseconds.
enum CommonMark {
  /// Node types that extensions add. cmark numbers them when it starts.
  struct ExtensionTypes: Sendable {
    var table: UInt32 = 0
    var tableRow: UInt32 = 0
    var tableCell: UInt32 = 0
    var strikethrough: UInt32 = 0
  }

  /// The extensions. They are registered once per process and then only read.
  private struct Setup: @unchecked Sendable {
    let tables: OpaquePointer
    let bareLinks: OpaquePointer
    let always: [OpaquePointer]
  }

  private static let gate = Mutex<Void>(())
  private static let setup: Setup = {
    cmark_gfm_core_extensions_ensure_registered()
    func core(_ name: String) -> OpaquePointer {
      guard let found = cmark_find_syntax_extension(name) else { preconditionFailure("cmark-gfm lacks its \(name) extension") }
      return found
    }
    return Setup(tables: core("table"), bareLinks: core("autolink"), always: [core("strikethrough"), Mentions.syntax()])
  }()

  static let types: ExtensionTypes = parse(Array("|a|\n|-|\n|~~b~~|\n".utf8)) { root in
    var types = ExtensionTypes()
    walk(root) { node, _ in
      let type = cmark_node_get_type(node).rawValue
      switch String(cString: cmark_node_get_type_string(node)) {
      case "table": types.table = type
      case "table_row": types.tableRow = type
      case "table_cell": types.tableCell = type
      case "strikethrough": types.strikethrough = type
      default: break
      }
      return true
    }
    return types
  }

  /// Parses a text and calls `body` with its root, which is freed when this call returns.
  static func parse<Answer>(_ text: [UInt8], _ syntax: SourceGuard.Syntax = [.tables, .bareLinks], _ body: (OpaquePointer) -> Answer)
    -> Answer
  {
    let root = gate.withLock { _ in
      guard let parser = cmark_parser_new(CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE) else { preconditionFailure("cmark-gfm has no parser") }
      defer { cmark_parser_free(parser) }
      if syntax.contains(.tables) { cmark_parser_attach_syntax_extension(parser, setup.tables) }
      if syntax.contains(.bareLinks) { cmark_parser_attach_syntax_extension(parser, setup.bareLinks) }
      for each in setup.always { cmark_parser_attach_syntax_extension(parser, each) }
      text.withUnsafeBufferPointer { bytes in
        bytes.withMemoryRebound(to: CChar.self) { cmark_parser_feed(parser, $0.baseAddress, $0.count) }
      }
      guard let root = cmark_parser_finish(parser) else { preconditionFailure("cmark-gfm has no document") }
      return Root(pointer: root)
    }
    defer { cmark_node_free(root.pointer) }
    return body(root.pointer)
  }

  /// Visits every node on entering and leaving, without recursion, until `visit` returns false. Leaves are only entered.
  @discardableResult
  static func walk(
    _ root: OpaquePointer, _ visit: (OpaquePointer, _ isEntering: Bool) -> Bool
  ) -> Bool {
    guard let iterator = cmark_iter_new(root) else { return false }
    defer { cmark_iter_free(iterator) }
    while true {
      let event = cmark_iter_next(iterator)
      guard event != CMARK_EVENT_DONE, let node = cmark_iter_get_node(iterator) else { return true }
      if !visit(node, event == CMARK_EVENT_ENTER) { return false }
    }
  }

  /// Carries a tree out of the lock to the one call that made it and frees it.
  private struct Root: @unchecked Sendable {
    let pointer: OpaquePointer
  }
}
