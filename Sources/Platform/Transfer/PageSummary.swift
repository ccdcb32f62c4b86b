import HTML

/// What a page says of itself for those who link to it: Open Graph (https://ogp.me), else its title and its meta description.
///
/// Texts are as the page has them, references decoded; they may hold line ends and characters that hide or turn.
public struct PageSummary: Equatable, Sendable {
  public private(set) var title: String?
  public private(set) var description: String?
  public private(set) var site: String?
  /// The address of a picture, perhaps a relative one.
  public private(set) var image: String?

  /// How much of one text is read, in bytes.
  static let longestText = 8 * 1_024

  /// Takes linear time, whatever the page holds. A page that was cut is read as far as it goes.
  ///
  /// - Parameter charset: as the head of the answer names it.
  public init(html: [UInt8], charset: String?) {
    var found = Found()
    var reader = MarkupReader(html)
    reading: while reader.findMark() {
      guard case .startTag(let tag) = reader.mark() else { continue }
      switch tag.name {
      case Self.metaTag: found.take(tag)
      case Self.titleTag:
        let text = reader.rawText(of: tag.name)
        if found.texts[.ownTitle] == nil { found.texts[.ownTitle] = Array(text.prefix(Self.longestText)) }
      // What members of that site wrote begins here.
      case Self.bodyTag: break reading
      case let name where Self.unread.contains(name): _ = reader.rawText(of: name)
      default: break
      }
    }
    let encoding = PageEncoding(html: html, header: charset, meta: found.charset)
    func text(_ name: Name) -> String? {
      guard let bytes = found.texts[name] else { return nil }
      let text = CharacterReferences.decoded(encoding.decode(bytes))
      return text.unicodeScalars.allSatisfy(\.properties.isWhitespace) ? nil : text
    }
    title = text(.title) ?? text(.ownTitle)
    description = text(.description) ?? text(.ownDescription)
    site = text(.site)
    image = text(.image).map { String(String.UnicodeScalarView($0.unicodeScalars.filter { !$0.properties.isWhitespace })) }
  }

  private enum Name { case title, description, site, image, ownTitle, ownDescription }

  private static let metaTag = Array("meta".utf8), titleTag = Array("title".utf8), bodyTag = Array("body".utf8)
  /// Their text is no markup.
  private static let unread: Set<[UInt8]> = Set(
    ["script", "style", "textarea", "iframe", "noembed", "noframes", "xmp"].map { Array($0.utf8) })

  /// The bytes of texts, the first of each name.
  private struct Found {
    var texts: [Name: [UInt8]] = [:]
    var charset: String?

    private static let names: [[UInt8]: Name] = [
      Array("og:title".utf8): .title, Array("og:description".utf8): .description, Array("og:site_name".utf8): .site,
      Array("og:image".utf8): .image, Array("og:image:url".utf8): .image, Array("og:image:secure_url".utf8): .image,
      Array("description".utf8): .ownDescription,
    ]

    mutating func take(_ tag: MarkupReader.Tag) {
      func value(_ name: StaticString) -> [UInt8]? {
        tag.attributes.first { attribute in name.withUTF8Buffer { attribute.name.elementsEqual($0) } }?.value
      }
      if charset == nil {
        charset = (value("charset") ?? value("content").flatMap(Self.charset)).map { String(decoding: $0.prefix(64), as: UTF8.self) }
      }
      guard let content = value("content"), !content.allSatisfy(MarkupReader.isSpace) else { return }
      for name in [value("property"), value("name")] {
        guard let name, name.count <= 64, let known = Self.names[name.map(MarkupReader.lowered)], texts[known] == nil else { continue }
        texts[known] = Array(content.prefix(PageSummary.longestText))
      }
    }

    /// Of `text/html; charset=iso-8859-1`.
    private static func charset(_ content: [UInt8]) -> [UInt8]? {
      let content = content.prefix(128).map(MarkupReader.lowered), mark = Array("charset=".utf8)
      guard content.starts(with: "text/html".utf8), content.count > mark.count else { return nil }
      for start in 0..<(content.count - mark.count) where content[start..<(start + mark.count)].elementsEqual(mark) {
        return Array(content[(start + mark.count)...].prefix { !MarkupReader.isSpace($0) && $0 != UInt8(ascii: ";") })
      }
      return nil
    }
  }
}
