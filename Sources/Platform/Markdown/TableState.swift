import CMarkdown

/// The renderer's position in a table.
struct TableState {
  private(set) var columns = 0
  private var alignments: [UInt8] = []
  private var column = 0
  private var isHeader = false
  private var hasBody = false

  mutating func open(_ node: OpaquePointer, _ out: inout FragmentBuffer) {
    columns = Int(cmark_gfm_extensions_get_table_columns(node))
    alignments = cmark_gfm_extensions_get_table_alignments(node).map { Array(UnsafeBufferPointer(start: $0, count: columns)) } ?? []
    hasBody = false
    out.markup("<table>\n")
  }

  mutating func close(_ out: inout FragmentBuffer) {
    if hasBody { out.markup("</tbody>\n") }
    out.markup("</table>\n")
  }

  mutating func openRow(_ node: OpaquePointer, _ out: inout FragmentBuffer) {
    column = 0
    isHeader = cmark_gfm_extensions_get_table_row_is_header(node) != 0
    if isHeader { out.markup("<thead>\n") }
    if !isHeader, !hasBody {
      hasBody = true
      out.markup("<tbody>\n")
    }
    out.markup("<tr>")
  }

  func closeRow(_ out: inout FragmentBuffer) { out.markup(isHeader ? "</tr>\n</thead>\n" : "</tr>\n") }

  mutating func openCell(_ out: inout FragmentBuffer) {
    out.markup(isHeader ? "<th scope=\"col\"" : "<td")
    switch column < alignments.count ? alignments[column] : 0 {
    case UInt8(ascii: "l"): out.markup(" class=\"align-left\">")
    case UInt8(ascii: "c"): out.markup(" class=\"align-center\">")
    case UInt8(ascii: "r"): out.markup(" class=\"align-right\">")
    default: out.markup(">")
    }
    column += 1
  }

  func closeCell(_ out: inout FragmentBuffer) { out.markup(isHeader ? "</th>" : "</td>") }
}
