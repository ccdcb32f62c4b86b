import Testing

@testable import Core

@Suite("A .env file") struct DotEnvTests {
  @Test("is the same with every kind of line end, and with a byte order mark")
  func lineEnds() throws {
    for end in ["\n", "\r\n", "\r"] {
      let text = ["# s", "A=1", "", "B=2 # two", "C='x y'", ""].joined(separator: end)
      #expect(try DotEnv.parse(text) == ["A": "1", "B": "2", "C": "x y"], "\(Array(end.utf8))")
      #expect(try DotEnv.parse("\u{FEFF}" + text)["A"] == "1")
      let error = #expect(throws: ConfigError.self) { try DotEnv.parse("A=1" + end + end + "nonsense") }
      #expect(error?.key == ".env line 3")
    }
  }

  @Test(
    "is read as dotenv reads it",
    arguments: [
      ("A=a b", "a b"), ("A=", ""), ("A = x ", "x"), ("export A=x", "x"), ("export\tA=x", "x"), ("A=a#b", "a#b"), ("A=#b", "#b"),
      ("A=x # c", "x"), ("A=x\t# c", "x"), ("A= # c", ""), ("A=\t#", ""), ("A='a # b' # c", "a # b"), ("A=\"\"", ""),
      (#"A="a \"q\" c""#, #"a "q" c"#), (#"A="a\\b""#, #"a\b"#), (#"A="a\nb\tc\$d""#, "a\nb\tc$d"), (#"A="C:\d""#, #"C:\d"#),
      (#"A='a\nb'"#, #"a\nb"#), ("A=it's", "it's"), ("A=\"it's\"", "it's"), ("A=ü\u{301}", "ü\u{301}"), ("A=b=c", "b=c"),
    ])
  func values(line: String, value: String) throws {
    #expect(try DotEnv.parse(line) == ["A": value])
  }

  @Test(
    "is refused with the true reason",
    arguments: [
      ("A", "KEY=value"), ("=x", "KEY=value"), ("A B=x", "KEY=value"), ("A=\"x", "not closed"), ("A='x", "not closed"),
      ("A=\"x\" y", "after the closing quote"), ("A=\"x\"#y", "after the closing quote"), (#"A="x\""#, "not closed"),
      (#"A="a "q" c""#, "after the closing quote"),
    ])
  func refused(line: String, reason: String) {
    let error = #expect(throws: ConfigError.self) { try DotEnv.parse("OK=1\n" + line) }
    #expect(error?.key == ".env line 2" && error?.problem.contains(reason) == true, "\(String(describing: error))")
    #expect(error?.description.hasSuffix("for example KEY=value") == true)
  }
}
