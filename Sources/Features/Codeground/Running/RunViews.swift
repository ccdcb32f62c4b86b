import Core
import HTML

/// The document in which a program runs, or which says why none does. Its policy is the one it is served with.
struct RunDocument: HTML {
  let runtime: ScriptRuntime
  let title: String
  let code: String
  let policy: String
  /// Of web pages: what feeds the code to the parser. They can load nothing.
  let bootstrap: [UInt8]

  func render(into buffer: inout HTMLBuffer) {
    switch runtime {
    case .html: renderPage(into: &buffer)
    case .sketch, .three, .audio: renderProgram(into: &buffer)
    }
  }

  /// The code is text in a template: nothing of it is markup, and not even a line feed at its start is lost.
  private func renderProgram(into buffer: inout HTMLBuffer) {
    Document(.data("runtime", runtime.rawValue), .data("policy", policy)) {
      head {
        meta(.charset("utf-8"))
        HTML::title { "Running: \(title)" }
        stylesheet(href: "/run/lib/frame.css")
        template(.id("code")) { code }
        script(src: "/run/lib/frame.js", isModule: false)
      }
      body {}
    }
    .render(into: &buffer)
  }

  /// Ends after the bootstrap: what follows is the page that the member wrote.
  private func renderPage(into buffer: inout HTMLBuffer) {
    func markup(_ text: String) { RawHTML(Array(text.utf8)).render(into: &buffer) }
    markup("<!doctype html><html lang=\"en\" data-runtime=\"html\" data-policy=\"")
    policy.render(into: &buffer)
    markup("\"><head><meta charset=\"utf-8\"><template id=\"code\">")
    code.render(into: &buffer)
    markup("</template><script>")
    RawHTML(bootstrap).render(into: &buffer)
    markup("</script>")
  }
}

/// Why nothing runs here.
struct RefusedRun: View {
  let error: AppError

  var body: some HTML {
    Document(.data("refused", error.code.status)) {
      head {
        meta(.charset("utf-8"))
        title { "Nothing runs here" }
      }
      HTML::body { p { error.message } }
    }
  }
}
