import CICU

/// Cuts a text into words, character by character.
///
/// Each character is folded alone, and marks are dropped. So nothing has to be sorted or compared, and a run of marks costs no more than
/// other text. Hangul that was typed letter by letter is put together, as NFKC does.
struct WordCutter {
  private var words: [Word] = []
  private var folded: [UInt8] = []
  private var length = 0
  private var range = 0..<0
  /// The last ideograph, while nothing has followed it.
  private var ideograph: UInt32?

  mutating func take(_ scalar: Unicode.Scalar, at place: Range<Int>) {
    switch scalar.value {
    case 0x61...0x7A, 0x30...0x39: append(scalar.value, at: place)
    case 0x41...0x5A: append(scalar.value + 0x20, at: place)
    case 0..<0x80: separate()
    default: takeForeign(scalar.value, at: place)
    }
  }

  mutating func finish() -> [Word] {
    separate()
    return words
  }

  private mutating func takeForeign(_ character: UInt32, at place: Range<Int>) {
    guard neo_character_class(character) != NEO_CHARACTER_MARK else { return extend(to: place.upperBound) }
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Int(NEO_FOLD_LONGEST)) { buffer in
      let count = Int(neo_fold(character, buffer.baseAddress))
      for index in 0..<count { takeFolded(buffer[index], at: place) }
    }
  }

  private mutating func takeFolded(_ character: UInt32, at place: Range<Int>) {
    switch character {
    case 0xDF: for letter in [0x73, 0x73] as [UInt32] { append(letter, at: place) }
    case 0xE6: for letter in [0x61, 0x65] as [UInt32] { append(letter, at: place) }
    case 0xF8: append(0x6F, at: place)
    case 0x111: append(0x64, at: place)
    case 0x142: append(0x6C, at: place)
    case 0x3C2: append(0x3C3, at: place)
    default:
      switch neo_character_class(character) {
      case NEO_CHARACTER_LETTER: append(character, at: place)
      case NEO_CHARACTER_IDEOGRAPH: appendIdeograph(character, at: place)
      case NEO_CHARACTER_MARK: break
      default: separate()
      }
    }
  }

  private mutating func append(_ character: UInt32, at place: Range<Int>) {
    ideograph = nil
    if length == 0 { range = place }
    range = range.lowerBound..<place.upperBound
    guard length < Word.longest else { return }
    length += 1
    folded.append(character: character)
  }

  private mutating func appendIdeograph(_ character: UInt32, at place: Range<Int>) {
    endWord()
    if let last = ideograph, let syllable = Hangul.joined(last, character), let word = words.popLast() {
      add(syllable, at: word.range.lowerBound..<place.upperBound, continuesRun: word.continuesRun)
    } else {
      add(character, at: place, continuesRun: ideograph != nil)
    }
  }

  private mutating func add(_ character: UInt32, at place: Range<Int>, continuesRun: Bool) {
    var bytes: [UInt8] = []
    bytes.append(character: character)
    words.append(Word(folded: bytes, length: 1, range: place, isIdeograph: true, continuesRun: continuesRun))
    ideograph = character
  }

  /// A mark belongs to what it stands on.
  private mutating func extend(to end: Int) {
    if length > 0 {
      range = range.lowerBound..<end
    } else if ideograph != nil, let word = words.popLast() {
      words.append(
        Word(
          folded: word.folded, length: word.length, range: word.range.lowerBound..<end, isIdeograph: true, continuesRun: word.continuesRun))
    }
  }

  private mutating func endWord() {
    guard length > 0 else { return }
    words.append(Word(folded: folded, length: length, range: range, isIdeograph: false, continuesRun: false))
    folded = []
    length = 0
  }

  private mutating func separate() {
    endWord()
    ideograph = nil
  }
}

/// Hangul syllables are made of letters by arithmetic (The Unicode Standard, 3.12).
private enum Hangul {
  private static let (syllables, leads, vowels, trails): (UInt32, UInt32, UInt32, UInt32) = (0xAC00, 0x1100, 0x1161, 0x11A7)
  private static let (leadCount, vowelCount, trailCount): (UInt32, UInt32, UInt32) = (19, 21, 28)

  /// The syllable that two characters in a row make; nil if they stay two.
  static func joined(_ first: UInt32, _ second: UInt32) -> UInt32? {
    if (leads..<leads + leadCount).contains(first), (vowels..<vowels + vowelCount).contains(second) {
      return syllables + ((first - leads) * vowelCount + (second - vowels)) * trailCount
    }
    let isOpen = (syllables..<syllables + leadCount * vowelCount * trailCount).contains(first) && (first - syllables) % trailCount == 0
    guard isOpen, (trails + 1..<trails + trailCount).contains(second) else { return nil }
    return first + (second - trails)
  }
}

extension [UInt8] {
  fileprivate mutating func append(character: UInt32) {
    guard let scalar = Unicode.Scalar(character) else { return }
    append(contentsOf: UTF8.encode(scalar)!)
  }
}
