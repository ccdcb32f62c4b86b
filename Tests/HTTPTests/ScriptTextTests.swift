import Testing

@testable import HTTP

@Suite struct ScriptTextTests {
  @Test(arguments: [
    ("// What it is.\n\nlet a = 1; // kept\n", "\n\nlet a = 1; // kept\n"),
    ("/** Says\n * more. */\nf();\n  /* one */\n  g(); /* kept */", "\n\nf();\n\n  g(); /* kept */"),
    ("", ""), ("a\n\nb", "a\n\nb"), ("const at = 'https://x';", "const at = 'https://x';"), ("//", ""), ("x\n// y", "x\n"),
  ])
  func commentsGoAndLinesStay(script: String, sent: String) {
    #expect(String(decoding: ScriptText.withoutComments(Array(script.utf8)), as: UTF8.self) == sent)
    #expect(
      script.split(separator: "\n", omittingEmptySubsequences: false).count
        == sent.split(separator: "\n", omittingEmptySubsequences: false).count)
  }
}
