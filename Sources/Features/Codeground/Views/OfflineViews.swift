import HTML

/// `index.html` of an exported script: it runs from a disk.
enum OfflinePage {
  static func bytes(
    _ runtime: ScriptRuntime, title: String, code: String, style: String, frame: String, libraries: [(name: String, text: String)]
  ) -> [UInt8] {
    OfflineProgram(runtime: runtime, title: title, code: code, style: style, frame: frame, libraries: libraries).rendered()
  }

  static func bytes(title: String, code: String) -> [UInt8] { OfflineWebPage(title: title, code: code).rendered() }
}

/// A program: the same frame as on the server, with all its files inside. It needs no server and no network.
private struct OfflineProgram: HTML {
  private static let policy = """
    default-src 'none'; script-src 'unsafe-inline' blob:; worker-src blob:; style-src 'unsafe-inline'; img-src data: blob:; \
    connect-src 'none'; form-action 'none'; base-uri 'none'
    """

  let runtime: ScriptRuntime
  let title: String
  let code: String
  let style: String
  let frame: String
  let libraries: [(name: String, text: String)]

  func render(into buffer: inout HTMLBuffer) {
    Document(.data("runtime", runtime.rawValue), .data("policy", Self.policy)) {
      head {
        meta(.charset("utf-8"))
        RawHTML("<meta http-equiv=\"Content-Security-Policy\" content=\"\(Self.policy)\">")
        HTML::title { title }
        RawHTML("<style>\(style)</style>")
        template(.id("code")) { code }
        for file in libraries { template(.data("file", file.name)) { file.text } }
      }
      HTML::body { RawHTML("<script>\(frame)</script>") }
    }
    .render(into: &buffer)
  }
}

/// A web page, which runs in a frame of its own under the policy that it has on the server.
private struct OfflineWebPage: HTML {
  private static let policy = """
    default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; font-src data:; media-src data:; \
    connect-src 'none'; form-action 'none'; base-uri 'none'
    """

  let title: String
  let code: String

  func render(into buffer: inout HTMLBuffer) {
    func markup(_ text: String) { RawHTML(text).render(into: &buffer) }
    markup("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">")
    markup("<meta http-equiv=\"Content-Security-Policy\" content=\"\(Self.policy)\"><title>")
    title.render(into: &buffer)
    markup("</title><style>html, body, iframe { width: 100%; height: 100%; margin: 0; border: 0; display: block }</style></head><body>")
    markup("<iframe sandbox=\"allow-scripts\" title=\"Running\" srcdoc=\"")
    code.render(into: &buffer)
    markup("\"></iframe></body></html>")
  }
}
