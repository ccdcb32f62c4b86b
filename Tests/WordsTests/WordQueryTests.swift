import Testing

@testable import Words

@Suite("What somebody looks for")
struct WordQueryTests {
  private static func prefix(_ word: String) -> WordQuery.Term { .prefix(Array(word.utf8)) }
  private static func phrase(_ words: String...) -> WordQuery.Term { .phrase(words.map { Array($0.utf8) }) }

  @Test(
    "terms",
    arguments: [
      ("Hello wor", [prefix("hello"), prefix("wor")]),
      ("a to", [phrase("a"), prefix("to")]),
      ("\"two words\" more", [phrase("two", "words"), prefix("more")]),
      ("say \"never closed", [prefix("say"), phrase("never", "closed")]),
      ("one\"two\"three", [prefix("one"), phrase("two"), prefix("three")]),
      ("東京タワー", [phrase("東", "京", "タ", "ワ", "ー")]),
      ("東京 タワー", [phrase("東", "京"), phrase("タ", "ワ", "ー")]),
      ("iphone手机", [prefix("iphone"), phrase("手", "机")]),
      ("ß", [prefix("ss")]),
      ("AND OR NOT NEAR", [prefix("and"), prefix("or"), prefix("not"), prefix("near")]),
      ("-a* b:c^ (d) %e_f\\", [phrase("a"), phrase("b"), phrase("c"), phrase("d"), phrase("e"), phrase("f")]),
      ("' OR 1=1 --", [prefix("or"), phrase("1"), phrase("1")]),
      ("\"a\" NEAR(b)", [phrase("a"), prefix("near"), phrase("b")]),
      ("col:xy", [prefix("col"), prefix("xy")]),
      ("", []), ("\"", []), ("\"\" \"\"", []), ("👍 … \"—\"", []), ("\u{0}", []),
      (String(repeating: "\"", count: 200), []), (String(repeating: "\u{301}", count: 200), []),
    ] as [(String, [WordQuery.Term])])
  func terms(_ text: String, _ expected: [WordQuery.Term]) { #expect(WordQuery(text).terms == expected) }

  @Test("ten words count, the eleventh does not, in quotes neither")
  func mostWords() {
    let ten = (1...10).map { "w\($0)" }
    #expect(WordQuery(ten.joined(separator: " ")).terms.count == 10)
    #expect(WordQuery((ten + ["w11"]).joined(separator: " ")) == WordQuery(ten.joined(separator: " ")))
    #expect(WordQuery("\"" + (ten + ["w11"]).joined(separator: " ")).terms == [.phrase(ten.map { Array($0.utf8) })])
    #expect(WordQuery("w1 w2 w3 w4 w5 w6 w7 w8 \"w9 w10 w11\" w12").terms.last == Self.phrase("w9", "w10"))
  }

  @Test(
    "matching",
    arguments: [
      ("hel wor", "Hello World", true), ("wor hel", "Hello World", true), ("ello", "Hello", false), ("h", "Hello", false),
      ("h", "plan H works", true), ("\"hello world\"", "hello, world", true), ("\"hello wor\"", "hello world", false),
      ("\"world hello\"", "hello world", false), ("京都", "東京都", true), ("京都", "京は都", false), ("zoe", "Zoë", true),
      ("ZOË", "zoe", true), ("two", "one", false), ("\"a b\"", "a a b", true),
    ])
  func matching(_ query: String, _ text: String, _ isFound: Bool) { #expect(WordQuery(query).matches(text) == isFound) }

  @Test("the words that match are named")
  func marking() {
    let words = Words.cut("to be or not to be, tobacco")
    #expect(WordQuery("to").matches(in: words) == [0, 4, 6])
    #expect(WordQuery("\"to be\"").matches(in: words) == [0, 1, 4, 5])
    #expect(WordQuery("or nothing").matches(in: words) == [2])
  }
}
