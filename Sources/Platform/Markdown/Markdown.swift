/// Renders members' Markdown into a safe HTML fragment.
///
/// CommonMark with hard line breaks, tables, strikethrough and bare links; raw HTML is shown as text; images become links; headings start
/// at level 3; fenced code is highlighted. The fragment holds only elements, classes and URLs made here: no ids, no styles, no scripts,
/// links to http, https and mailto only. The same text and resolver give the same bytes. Usable from any thread.
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

  /// Renders a text. `resolve` turns a mentioned name into the name as its owner spells it, or nil when there is nobody of that name; it
  /// is called on this thread, once for each mention.
  public static func render(_ text: String, resolve: @escaping (String) -> String? = { _ in nil }) -> Fragment {
    guard let syntax = SourceGuard.syntax(of: text) else { return PlainText.render(text) }
    return CommonMark.parse(text, syntax) { root -> Fragment? in
      var renderer = FragmentRenderer(budget: PlainText.budget(for: text), resolve: resolve)
      return renderer.render(root) ? Fragment(html: renderer.out.bytes, mentions: renderer.mentions) : nil
    } ?? PlainText.render(text)
  }

  /// The names a text mentions, as written, each once, in order of first use: for looking them up before `render`.
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
