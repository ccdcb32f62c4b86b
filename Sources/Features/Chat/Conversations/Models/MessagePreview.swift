/// A message in one line of plain text, for lists.
enum MessagePreview {
  static let longest = 120

  /// - Parameters:
  ///   - html: As the renderer of messages wrote it: well-formed, with a line end behind each block.
  ///   - media: How many files it shows.
  static func text(of html: String, media: Int) -> String {
    let words = line(html)
    guard words.isEmpty, media > 0 else { return words }
    return media == 1 ? "A picture or a sound" : "\(media) pictures or sounds"
  }

  /// Where the cells of a table end.
  private static let cells = [Array("/td".utf8), Array("/th".utf8)]

  private enum State { case text, tag, entity }

  private static func line(_ html: String) -> String {
    var out = String.UnicodeScalarView()
    var count = 0
    var entity: [UInt8] = []
    var tag: [UInt8] = []
    var state = State.text
    var isSpaceDue = false
    func add(_ scalar: Unicode.Scalar) {
      guard !scalar.properties.isWhitespace else {
        isSpaceDue = count > 0
        return
      }
      for scalar in isSpaceDue ? [" ", scalar] : [scalar] {
        out.append(scalar)
        count += 1
      }
      isSpaceDue = false
    }
    for scalar in html.unicodeScalars where count <= longest {
      switch (state, scalar) {
      case (.text, "<"): (state, tag) = (.tag, [])
      case (.text, "&"): (state, entity) = (.entity, [])
      case (.text, _): add(scalar)
      case (.tag, ">"):
        state = .text
        if cells.contains(tag) { isSpaceDue = count > 0 }
      case (.tag, _): if scalar.isASCII, tag.count < 8 { tag.append(UInt8(scalar.value)) }
      case (.entity, ";"):
        if let meant = character(entity) { add(meant) }
        state = .text
      case (.entity, _): if scalar.isASCII { entity.append(UInt8(scalar.value)) }
      }
    }
    guard count > longest else { return String(out) }
    return String(String.UnicodeScalarView(out.prefix(longest - 1))) + "…"
  }

  private static func character(_ entity: [UInt8]) -> Unicode.Scalar? {
    switch String(decoding: entity.prefix(8), as: UTF8.self) {
    case "amp": "&"
    case "lt": "<"
    case "gt": ">"
    case "quot": "\""
    case "#39": "'"
    default: nil
    }
  }
}
