import Core

@testable import Transfer

/// What is read of another server's page, and shown on a wall: an input is a charset, a line end, then the page.
enum Pages {
  static func check(_ bytes: [UInt8]) {
    let label = bytes.prefix { $0 != UInt8(ascii: "\n") }
    let html = Array(bytes.dropFirst(label.count + 1))
    // As it is read from a head: ASCII.
    let charset = String(decoding: label.map { $0 < 0x80 ? $0 : 0x1A }, as: UTF8.self)
    let summary = PageSummary(html: html, charset: charset.isEmpty ? nil : charset)
    must(PageSummary(html: html, charset: charset.isEmpty ? nil : charset) == summary, "reading is stable")
    for text in [summary.title, summary.description, summary.site, summary.image] {
      guard let text else { continue }
      // A byte is at most three in UTF-8.
      must(text.utf8.count <= 3 * html.count, "a text is not longer than the page")
      must(text.unicodeScalars.contains { !$0.properties.isWhitespace }, "a text holds something")
      for limit in [1, 7, 200] {
        guard let line = TextRules.line(ofForeign: text, upTo: limit) else { continue }
        must(!line.isEmpty && TextRules.length(line) <= limit, "a line is not longer than it may be")
        must(TextRules.problem(ofLine: line) == nil, "a line hides nothing: \(line.debugDescription)")
        must(TextRules.normalised(line) != nil && TextRules.trimmed(line).utf8.elementsEqual(line.utf8), "a line is plain")
        must(TextRules.line(ofForeign: line, upTo: limit) == line, "a line is itself again: \(line.debugDescription)")
      }
    }
    must(summary.image?.unicodeScalars.contains { $0.properties.isWhitespace } != true, "an address holds no space")
    _ = PageSummary(html: Array(html.dropLast(html.count / 3)), charset: nil)
  }
}
