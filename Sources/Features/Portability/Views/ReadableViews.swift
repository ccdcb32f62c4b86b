import Core
import HTML
import JSON

/// `index.html` of an archive: the parts in plain markup, for a browser without a network.
enum ReadablePage {
  private static let style = """
    body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1b1b1f;background:#fff}
    article{border:1px solid #c9c9d2;border-radius:6px;padding:.25rem 1rem;margin:1rem 0;overflow-wrap:anywhere}
    dl{margin:.5rem 0}dt{color:#55555f;font-size:.875rem}dd{margin:0 0 .5rem}dd dl{border-left:2px solid #c9c9d2;padding-left:.75rem}
    pre{white-space:pre-wrap;font:inherit;margin:0}img{max-width:100%;height:auto}
    @media(prefers-color-scheme:dark){body{color:#ececf1;background:#17171b}dt{color:#a9a9b6}article,dd dl{border-color:#3c3c46}a{color:#9ecbff}}
    """
  private static let policy = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' file:"

  static func head(_ member: Member, at now: Timestamp, _ parts: [String]) -> [UInt8] {
    RawHTML(
      "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
        + "<meta http-equiv=\"Content-Security-Policy\" content=\"\(policy)\"><style>\(style)</style>"
    ).rendered()
      + title { "\(member.displayName) (@\(member.username))" }.rendered() + RawHTML("</head><body><main>").rendered()
      + h1 { member.displayName }.rendered()
      + p { "Everything that is kept about @\(member.username), as of \(now.iso8601.prefix(10))." }.rendered()
      + nav(.aria("label", "Parts")) { ul { for part in parts { li { a(.href("#" + part)) { name(part) } } } } }.rendered()
  }

  static func begin(_ part: String) -> [UInt8] { RawHTML("<section>").rendered() + h2(.id(part)) { name(part) }.rendered() }

  static func item(_ value: JSONValue) -> [UInt8] { article { ReadableValue(value) }.rendered() }

  static func end(_ part: String, isEmpty: Bool, isCut: Bool) -> [UInt8] {
    var bytes: [UInt8] = []
    if isEmpty { bytes += p { "Nothing." }.rendered() }
    if isCut {
      bytes += p {
        "There is more. All of it is in "
        ArchiveLink("\(part).json")
        "."
      }.rendered()
    }
    return bytes + RawHTML("</section>").rendered()
  }

  static func foot(_ others: [String]) -> [UInt8] {
    var bytes: [UInt8] = []
    if !others.isEmpty {
      bytes += section {
        h2 { "From other places" }
        ul { for path in others { li { ArchiveLink(path) } } }
      }.rendered()
    }
    return bytes + RawHTML("</main></body></html>").rendered()
  }

  private static func name(_ part: String) -> String { part.prefix(1).uppercased() + part.dropFirst() }
}

/// Any JSON value, for people.
struct ReadableValue: HTML {
  private let value: JSONValue
  /// Whether a text names a file of the archive.
  private let isFile: Bool

  init(_ value: JSONValue, isFile: Bool = false) {
    self.value = value
    self.isFile = isFile
  }

  func render(into buffer: inout HTMLBuffer) {
    switch value {
    case .null: "none".render(into: &buffer)
    case .bool(let flag): (flag ? "yes" : "no").render(into: &buffer)
    case .int(let number): number.render(into: &buffer)
    case .bigInteger(let digits): digits.render(into: &buffer)
    case .double(let number): number.description.render(into: &buffer)
    case .string(let text):
      if isFile { ArchiveLink(text).render(into: &buffer) } else { PreformattedText(text).render(into: &buffer) }
    case .array(let elements):
      if elements.isEmpty { return "none".render(into: &buffer) }
      ul { for element in elements { li { ReadableValue(element) } } }.render(into: &buffer)
    case .object(let members):
      dl {
        for (name, member) in members.sorted(by: { $0.key < $1.key }) {
          dt { String(name.description.map { $0 == "_" ? " " : $0 }) }
          dd { ReadableValue(member, isFile: name == "file") }
        }
      }
      .render(into: &buffer)
    }
  }
}

/// A link to a file of the archive, which stands beside the page. Any other text stays text.
private struct ArchiveLink: HTML {
  private let path: String

  init(_ path: String) { self.path = path }

  func render(into buffer: inout HTMLBuffer) {
    guard isPlain else { return path.render(into: &buffer) }
    RawHTML("<a href=\"\(path)\">").render(into: &buffer)
    if path.utf8.suffix(5).elementsEqual(".webp".utf8) {
      RawHTML("<img src=\"\(path)\" alt=\"\(path)\" loading=\"lazy\">").render(into: &buffer)
    } else {
      path.render(into: &buffer)
    }
    RawHTML("</a>").render(into: &buffer)
  }

  /// Letters, digits, dots, hyphens and slashes, beginning with a letter: nothing that leaves the archive or its attribute.
  private var isPlain: Bool {
    guard let first = path.utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) else { return false }
    return path.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
        UInt8(ascii: "_"), UInt8(ascii: "/"):
        true
      default: false
      }
    }
  }
}

/// Text with its line breaks.
private struct PreformattedText: HTML {
  private let text: String
  init(_ text: String) { self.text = text }

  func render(into buffer: inout HTMLBuffer) {
    // Browsers leave out a line feed right behind the tag.
    RawHTML(text.utf8.first == UInt8(ascii: "\n") ? "<pre>\n" : "<pre>").render(into: &buffer)
    text.render(into: &buffer)
    RawHTML("</pre>").render(into: &buffer)
  }
}
