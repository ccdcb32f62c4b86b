/// Renders members' Markdown into a safe HTML fragment.
///
/// CommonMark with hard line breaks, tables, strikethrough (`~~`) and bare links; raw HTML is shown as text; images become links;
/// headings start at level 3; fenced code is highlighted. The fragment holds only elements, classes and URLs made here: no ids, no
/// styles, no scripts, links to http, https and mailto only. The same text and resolver give the same bytes. Usable from any thread.
///
/// Every letter and digit of the text can be read in the fragment, and a text with something to read is never shown blank. The exceptions:
/// the address and the label of a link that was made (the address is its `href`); the name of a known language after a code fence (it is
/// the `class`); character references (`&copy;` is shown as ©); zeros before the number of a list item, and the numbers of a list that
/// repeats one number.
public enum Markdown {
  /// A rendered text.
  public struct Fragment: Sendable, Hashable {
    /// The HTML, UTF-8.
    public let html: [UInt8]
    /// The mentioned names that the resolver knew, as the resolver spells them, each once, in order of first use.
    public let mentions: [String]

    /// The HTML as text.
    public var text: String { String(decoding: html, as: UTF8.self) }
  }

  /// The most bytes of HTML that one message becomes. 4,000 characters of plain text, all of them escaped, fit.
  public static let messageBytes = 32 * 1_024

  /// Renders a text. `resolve` returns a mentioned name as its owner spells it, or nil if no member has that name. It is called on this
  /// thread, at most a few times per mention.
  ///
  /// A fragment longer than `limit` bytes is simplified: first code loses its colours, then tables are shown as typed, then the whole text
  /// is. Text is never left out, so only plain text that is itself too long exceeds the limit.
  public static func render(
    _ text: String, atMost limit: Int = messageBytes, resolve: @escaping (String) -> String? = { _ in nil }
  ) -> Fragment {
    guard let syntax = SourceGuard.syntax(of: text) else { return PlainText.render(text) }
    var attempt = Attempt(text: text, syntax: syntax)
    // Each failed attempt gives up one feature, so a few attempts are enough.
    for _ in 0..<5 {
      switch attempt.render(limit, resolve) {
      case .success(let fragment): return fragment
      case .failure(let failure): if !attempt.simplify(after: failure) { return PlainText.render(text) }
      }
    }
    return PlainText.render(text)
  }

  /// The names a text mentions, as typed, each once, in order of first use. Use it to look the names up before `render`. For a name that
  /// ends in `_` or `-`, the name without those characters is listed as well.
  public static func mentionedNames(in text: String) -> [String] {
    guard text.utf8.contains(UInt8(ascii: "@")) else { return [] }
    var names: [String] = []
    _ = render(text) { name in
      if !names.contains(name) { names.append(name) }
      return nil
    }
    return names
  }
}

/// One way to render a text. It gives up features when rendering fails.
private struct Attempt {
  private let definitions: Definitions?
  /// The definitions that are shown as typed.
  private var hidden: Set<Int> = []
  private var source: [UInt8]
  private var syntax: SourceGuard.Syntax
  private var style = FragmentRenderer.Style.full

  init(text: String, syntax: SourceGuard.Syntax) {
    source = Array(text.utf8)
    self.syntax = syntax
    definitions = SourceGuard.mayDefine(source) ? Definitions(in: source) : nil
    hide(definitions?.useless ?? [])
  }

  func render(_ limit: Int, _ resolve: @escaping (String) -> String?) -> Result<Markdown.Fragment, FragmentRenderer.Failure> {
    CommonMark.parse(source, syntax) { root in
      var renderer = FragmentRenderer(source: source, budget: limit, style: style, resolve: resolve)
      if let failure = renderer.render(root) { return .failure(failure) }
      if let unused = definitions?.unused(hidden: hidden, used: renderer.usedDefinitions), !unused.isEmpty {
        return .failure(.unusedDefinitions(unused))
      }
      let html = definitions == nil ? renderer.out.bytes : Noncharacters.removed(from: renderer.out.bytes)
      guard renderer.out.isVisible || PlainText.isBlank(source) else { return .failure(.nothingVisible) }
      return .success(Markdown.Fragment(html: html, mentions: renderer.mentions))
    }
  }

  /// Gives up the feature that made rendering fail; false if only plain text is left.
  mutating func simplify(after failure: FragmentRenderer.Failure) -> Bool {
    switch failure {
    case .unusedDefinitions(let unused): hide(unused)
    case .tooLong where style == .full: style = .plainCode
    case .tooLong, .losesCells:
      guard syntax.remove(.tables) != nil else { return false }
    case .nothingVisible: return false
    }
    return true
  }

  private mutating func hide(_ more: Set<Int>) {
    guard let definitions else { return }
    hidden.formUnion(more)
    source = definitions.source(hiding: hidden)
  }
}
