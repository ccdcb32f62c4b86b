import AccountsTesting
import Core
import CoreTesting
import Testing

@testable import Accounts

@Suite struct UsernamesAreShortAndPlain {
  @Test(arguments: ["ab", "Ada_L", "a-b", "--", "0123456789", String(repeating: "x", count: 20)])
  func accepted(_ text: String) { #expect(Username.accepted(text) == text) }

  @Test(arguments: ["", "a", "a b", "a.b", "ä", "adé", "🦊🦊", "a\u{0}b", "ada@x", String(repeating: "x", count: 21)])
  func refused(_ text: String) { #expect(Username.accepted(text) == nil) }

  @Test func theColourIsTheSameForEverySpellingAndStable() {
    #expect(Username.color(of: "Ada") == Username.color(of: "aDA"))
    // FNV-1a of "a" is 0xE40C292C, of "foobar" 0xBF9CF968 (the algorithm's published vectors).
    #expect(Username.color(of: "a") == 0xE40C_292C % 8)
    #expect(Username.color(of: "foobar") == 0xBF9C_F968 % 8)
    let colors = Set((0..<200).map { Username.color(of: "member\($0)") })
    #expect(colors == Set(0..<8))
  }
}

@Suite struct UsernamesAreDerivedFromAddresses {
  private func first(_ email: String) -> String { Username.candidates(for: email, random: .seeded(1))[0] }

  @Test(arguments: [
    ("ada@example.org", "ada"), ("ada.lovelace+x@example.org", "adalovelacex"), ("Ada_L-1@example.org", "Ada_L-1"),
    ("...@example.org", "user"), ("日本@example.org", "user"), ("abcdefghijklmnopqrstuvwxyz@example.org", "abcdefghijklmnopqrst"),
    ("a@example.org", "a2"),
  ])
  func localPartWithoutIllegalCharacters(_ email: String, _ username: String) { #expect(first(email) == username) }

  @Test(arguments: ["ada@example.org", "a@example.org", "!!@example.org", "abcdefghijklmnopqrstuvwxyz@example.org"])
  func everyCandidateIsAUsernameAndNoneRepeats(_ email: String) {
    let candidates = Username.candidates(for: email, random: .seeded(2))
    #expect(candidates.count > 15)
    #expect(candidates.allSatisfy { Username.accepted($0) != nil })
    #expect(Set(candidates).count == candidates.count)
  }

  @Test func numbersFollowWhenTaken() {
    #expect(Array(Username.candidates(for: "ada@example.org", random: .seeded(3)).prefix(4)) == ["ada", "ada2", "ada3", "ada4"])
    let long = Username.candidates(for: "abcdefghijklmnopqrstuvwxyz@example.org", random: .seeded(3))
    #expect(long[1] == "abcdefghijklmnopqrs2")
  }
}

@Suite struct AddressesArePlausible {
  @Test(arguments: [
    "a@b.co", "ada.lovelace+tag@example.org", "ä@exämple.org", "o'neil@sub.example.museum", "x@1.2.example", "用户@例子.广告",
  ])
  func accepted(_ text: String) { #expect(EmailAddress.accepted(text) == text) }

  @Test(arguments: [
    "", "plain", "@example.org", "a@", "a@b", "a b@example.org", "a@exa mple.org", "a@@example.org", "a@b@example.org", "a@.org",
    "a@b..org",
    "a@b.org.", "a@-b.org", "a@b-.org", "a@b_c.org", "a,b@example.org", "<a@example.org>", "a\u{200B}@example.org", "a\n@example.org",
  ])
  func refused(_ text: String) { #expect(EmailAddress.accepted(text) == nil) }

  @Test func storedInLowerCase() { #expect(EmailAddress.accepted("ADA@Example.ORG") == "ada@example.org") }

  @Test func of254CharactersAtMost() {
    let longest = String(repeating: "a", count: 242) + "@example.org"
    #expect(longest.count == 254)
    #expect(EmailAddress.accepted(longest) == longest)
    #expect(EmailAddress.accepted("a" + longest) == nil)
  }
}

@Suite struct GuessingSlowsDown {
  @Test func tenTriesAreFreeAndThenEachWaitsLongerUpToABound() {
    let delays = (1...20).map { SignInDelays.delay(beforeAttempt: $0) }
    #expect(delays.prefix(10).allSatisfy { $0 == .zero })
    #expect(delays[10] == .milliseconds(500))
    #expect(delays[10...14].elementsEqual([.milliseconds(500), .seconds(1), .seconds(2), .seconds(4), .seconds(8)]))
    #expect(delays.suffix(5).allSatisfy { $0 == SignInDelays.longest })
    #expect(SignInDelays.delay(beforeAttempt: .max) == SignInDelays.longest)
  }
}
