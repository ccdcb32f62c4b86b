/// The readable text of a page of HTML, for the search: without tags, comments, styles and scripts.
public enum HTMLText {
  private static func names(_ names: String) -> Set<[UInt8]> { Set(names.utf8.split(separator: UInt8(ascii: " ")).map(Array.init)) }

  private static let hidden = names("script style iframe noembed noframes title textarea template")
  /// Elements within a line. They do not end a word.
  private static let inline = names(
    "a abbr b bdi bdo cite code del dfn em font i ins kbd mark q s samp small span strong sub sup u var wbr")

  /// Takes linear time. Character references stay as they are.
  public static func text(of html: String) -> String {
    var reader = MarkupReader(Array(html.utf8))
    var text: [UInt8] = []
    while let byte = reader.peek() {
      guard byte == UInt8(ascii: "<") else {
        text.append(byte)
        reader.advance()
        continue
      }
      switch reader.mark() {
      case .startTag(let tag):
        if hidden.contains(tag.name) { _ = reader.rawText(of: tag.name) }
        if !inline.contains(tag.name) { text.append(UInt8(ascii: " ")) }
      case .endTag(let name): if !inline.contains(name) { text.append(UInt8(ascii: " ")) }
      case .other: break
      case .text: text.append(byte)
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
