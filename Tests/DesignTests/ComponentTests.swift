import Core
import HTML
import Testing

@testable import Design

@Suite("Components") struct ComponentTests {
  @Test("a field joins label, help and error to its control") func field() {
    let markup = Field("Name", name: "name", value: "a\"b", help: "What people see.", error: "must be 1 to 100 characters").markup
    #expect(markup.contains("for=\"field-name\""))
    #expect(markup.contains("id=\"field-name\""))
    #expect(markup.contains("aria-describedby=\"help-name error-name\" aria-invalid=\"true\""))
    #expect(markup.contains("value=\"a&quot;b\""))
  }

  @Test("a field without trouble says nothing of it") func calmField() {
    let markup = Field("Name", name: "name").markup
    #expect(!markup.contains("aria-"))
    #expect(markup.contains("required"))
    #expect(!Field("Topic", name: "topic", isOptional: true).markup.contains("required"))
  }

  @Test("a password never comes back in the page") func password() {
    #expect(!Field("Password", name: "password", .password, value: "hunter2").markup.contains("hunter2"))
  }

  @Test("form errors lead to their fields in the order of the form") func errors() throws {
    let markup = FormErrors("Not yet", details: ["b": "is bad", "a": "is worse"], labels: ["a": "First", "b": "Second"]).markup
    let first = try #require(markup.firstRange(of: "href=\"#field-a\">First: is worse"))
    let second = try #require(markup.firstRange(of: "href=\"#field-b\">Second: is bad"))
    #expect(first.lowerBound < second.lowerBound)
    #expect(FormErrors(nil).markup.isEmpty)
  }

  @Test(
    "initials come from the first and last word",
    arguments: [
      ("Ada Lovelace", "AL"), ("kit", "ki"), ("Otto van der Grün-Sackville", "OS"), ("🐈", "🐈"), ("", ""), ("Ω", "Ω"), ("👩‍👩‍👧 Bob", "Bo"),
      ("👩‍👩‍👧", "👩‍👩‍👧"),
      ("🇩🇪🇫🇷", "🇩🇪"), ("e\u{301}a\u{300} o\u{308}", "e\u{301}o\u{308}"),
    ])
  func initials(name: String, expected: String) {
    #expect(Avatar.initials(of: name) == expected)
  }

  @Test(
    "moments name their day",
    arguments: [
      (0, "1970-01-01", "Thursday, 1 January 1970", "00:00 UTC"), (1_795_255_200, "2026-11-21", "Saturday, 21 November 2026", "10:00 UTC"),
      (1_709_164_799, "2024-02-28", "Wednesday, 28 February 2024", "23:59 UTC"),
      (-1, "1969-12-31", "Wednesday, 31 December 1969", "23:59 UTC"),
    ] as [(Int64, String, String, String)])
  func moments(seconds: Int64, day: String, name: String, time: String) {
    let moment = Moment(Timestamp(microseconds: seconds * 1_000_000))
    #expect(moment.day == day)
    #expect(moment.dayName == name)
    #expect(moment.time == time)
  }
}
