import RandomTesting
import Testing

@testable import Words

@Suite("Words of a text")
struct WordTests {
  private func words(_ text: String) -> [String] { Words.cut(text).map(\.text) }

  @Test(
    "cutting and folding",
    arguments: [
      ("Hello, World!", ["hello", "world"]),
      ("Zoë zoe ZOE\u{308}", ["zoe", "zoe", "zoe"]),
      ("ﬁne ofﬁce", ["fine", "office"]),
      ("İstanbul ISTANBUL", ["istanbul", "istanbul"]),
      ("Straße STRASSE STRAẞE", ["strasse", "strasse", "strasse"]),
      ("Ørsted Đorđe Łódź Ægir", ["orsted", "dorde", "lodz", "aegir"]),
      ("ΟΔΟΣ οδός", ["οδοσ", "οδοσ"]),
      ("a1b2 x² ½ Ⅷ ①", ["a1b2", "x2", "1", "2", "viii", "1"]),
      ("ＡＢＣ １２３", ["abc", "123"]),
      ("東京へ行く", ["東", "京", "へ", "行", "く"]),
      ("ﾊﾞﾅﾅ バナナ", ["ハ", "ナ", "ナ", "ハ", "ナ", "ナ"]),
      ("コーヒー 人々", ["コ", "ー", "ヒ", "ー", "人", "々"]),
      ("한글 \u{1112}\u{1161}\u{11AB}\u{1100}\u{1173}\u{11AF}", ["한", "글", "한", "글"]),
      ("iPhone手机 v2", ["iphone", "手", "机", "v2"]),
      ("㍿ ℃", ["株", "式", "会", "社", "c"]),
      ("don't re-read a_b C++ #1 50%", ["don", "t", "re", "read", "a", "b", "c", "1", "50"]),
      ("हिन्दी", ["हनद"]),
      ("👍🏽 🇩🇪 …—", []),
      ("", []), ("\u{0}a\u{0}b", ["a", "b"]),
      ("\u{301}\u{302}", []), ("a\u{301}b", ["ab"]), ("ab\u{200D}cd", ["ab", "cd"]),
    ] as [(String, [String])])
  func cutting(_ text: String, _ expected: [String]) { #expect(words(text) == expected) }

  @Test("a word knows where it stands, with its marks")
  func places() {
    let text = "«Zoe\u{308}» 手机, ok"
    let bytes = Array(text.utf8)
    // As bytes: to Swift, a letter with a mark and the composed letter are the same.
    let found = Words.cut(text).map { Array(bytes[$0.range]) }
    #expect(found == ["Zoe\u{308}", "手", "机", "ok"].map { Array($0.utf8) })
    #expect(Words.cut(text).map(\.continuesRun) == [false, false, true, false])
  }

  @Test("a long word is cut, and what follows it is not lost")
  func longWords() {
    let found = Words.cut(String(repeating: "x", count: 500) + " next")
    #expect(found.map(\.length) == [Word.longest, 4] && found[0].range == 0..<500)
    #expect(Words.cut(String(repeating: "x", count: Word.longest)).map(\.length) == [Word.longest])
  }

  @Test("folding what is folded changes nothing, and words hold nothing but letters and digits")
  func property() {
    var random = SeededRandom(seed: 11)
    for _ in 0..<2_000 {
      let text = Self.anyText(&random)
      let folded = Words.folded(text)
      #expect(Words.folded(folded).utf8.elementsEqual(folded.utf8), "\(text.unicodeScalars.map { String($0.value, radix: 16) })")
      let isPlain = folded.unicodeScalars.allSatisfy { scalar in
        scalar == " " || scalar.properties.numericType != nil
          || [.lowercaseLetter, .uppercaseLetter, .titlecaseLetter, .otherLetter, .modifierLetter, .letterNumber].contains(
            scalar.properties.generalCategory)
      }
      #expect(isPlain, "\(folded.unicodeScalars.map { String($0.value, radix: 16) })")
      for word in Words.cut(text) {
        #expect(word.range.upperBound <= text.utf8.count && !word.range.isEmpty && word.length > 0)
      }
    }
  }

  @Test("every word of a text is found in it, at its beginning too")
  func everyWordIsFound() {
    var random = SeededRandom(seed: 12)
    for _ in 0..<500 {
      let text = Self.anyText(&random)
      for word in Words.cut(text).prefix(5) {
        #expect(WordQuery(word.text).matches(text))
        guard word.length > 2, !word.isIdeograph else { continue }
        #expect(WordQuery(String(String.UnicodeScalarView(word.text.unicodeScalars.prefix(2)))).matches(text))
      }
    }
  }

  @Test("200,000 marks, in an order that would have to be sorted, are read once")
  func hostile() {
    let marks = "a" + String(repeating: "\u{301}\u{316}", count: 100_000) + "b"
    #expect(words(marks) == ["ab"])
    #expect(WordQuery(marks).terms == [.prefix(Array("ab".utf8))])
    #expect(words(String(repeating: "\u{1100}\u{1161}", count: 50_000)).count == 50_000)
    #expect(words(String(repeating: "ﷺ", count: 10_000)).count == 30_001)
  }

  private static func anyText(_ random: inout SeededRandom) -> String {
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...24, using: &random) {
      let value: UInt32 =
        switch Int.random(in: 0..<6, using: &random) {
        case 0: .random(in: 0x20...0x7E, using: &random)
        case 1: .random(in: 0xA0...0x24F, using: &random)
        case 2: .random(in: 0x300...0x36F, using: &random)
        case 3: .random(in: 0x1100...0x11FF, using: &random)
        case 4: .random(in: 0xF900...0xFFEF, using: &random)
        default: .random(in: 0...0x1_FFFF, using: &random)
        }
      if let scalar = Unicode.Scalar(value) { text.append(scalar) }
    }
    return String(text)
  }
}
