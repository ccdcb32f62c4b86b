import HTML
import Testing

@Suite("XML") struct XMLWriterTests {
  @Test("escapes what is text, in elements and in attributes")
  func escaping() {
    var xml = XMLWriter()
    xml.element("a", ["b": "\"<&>'\n"]) { xml in
      xml.element("c", text: "]]> <d/> &amp;")
      xml.element("e", ["f": ""])
    }
    let text = String(decoding: xml.bytes, as: UTF8.self)
    #expect(
      text == """
        <?xml version="1.0" encoding="utf-8"?>
        <a b="&quot;&lt;&amp;&gt;'
        "><c>]]&gt; &lt;d/&gt; &amp;amp;</c>
        <e f=""/>
        </a>

        """)
  }

  @Test(
    "leaves out what XML does not have", arguments: [0, 0xB, 0x1B, 0x7F, 0x85, 0xFDD0, 0xFFFE, 0xFFFF, 0x1FFFE] as [UInt32])
  func controls(_ code: UInt32) throws {
    var xml = XMLWriter()
    let character = Character(try #require(Unicode.Scalar(code)))
    xml.element("a", text: "x\(character)y\u{10000}\u{FFFD}é")
    #expect(String(decoding: xml.bytes, as: UTF8.self).contains("<a>xy\u{10000}\u{FFFD}é</a>"))
  }
}
