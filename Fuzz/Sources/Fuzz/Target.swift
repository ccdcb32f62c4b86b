import CFuzz
import Foundation

/// The fuzzed code. Each target reads bytes that anyone may send.
enum Target: String, CaseIterable {
  case head, envelope, multipart, cookies, tokens, markdown, answers, bus, frames, pages

  /// Ends the process when a property does not hold.
  func check(_ bytes: UnsafeBufferPointer<UInt8>) {
    switch self {
    case .head: fuzz_head(bytes.baseAddress, bytes.count)
    case .envelope: Envelopes.check(Array(bytes))
    case .multipart: Multiparts.check(Array(bytes))
    case .cookies: HeaderValues.check(Array(bytes))
    case .tokens: Tokens.check(Array(bytes))
    case .markdown: Markups.check(Array(bytes))
    case .answers: ForeignAnswers.check(Array(bytes))
    case .bus: BusMessages.check(Array(bytes))
    case .frames: Frames.check(Array(bytes))
    case .pages: Pages.check(Array(bytes))
    }
  }
}

/// Ends the process, naming the property, when it does not hold; libFuzzer then keeps the input.
func must(_ holds: Bool, _ property: @autoclosure () -> String) {
  guard !holds else { return }
  FileHandle.standardError.write(Data("fuzz: broken: \(property())\n".utf8))
  abort()
}

/// Where to cut an input into reads: derived from it, so that a finding replays.
struct Cuts {
  private var state: UInt32

  init(of bytes: [UInt8]) { state = bytes.reduce(2_166_136_261) { ($0 ^ UInt32($1)) &* 16_777_619 } }

  mutating func next(upTo most: Int) -> Int {
    state = state &* 1_664_525 &+ 1_013_904_223
    return min(most, 1 + Int(state >> 16) % 37)
  }
}
