import HTML
import Testing

@Suite("Text of somebody's HTML") struct HTMLTextTests {
  @Test(
    "has no tags, styles, scripts and comments",
    arguments: [
      ("<b>ca</b>fe<p>two", "cafe two"), ("<style>a{}</style>x<script>y</script>", " x "), ("a<!-- b -->c", "ac"), ("1 < 2", "1 < 2"),
      ("<p title='no'>yes</p>", " yes "), ("&amp;", "&amp;"), ("", ""), ("<", "<"), ("<b", ""),
    ])
  func text(_ html: String, _ expected: String) { #expect(HTMLText.text(of: html) == expected) }
}
