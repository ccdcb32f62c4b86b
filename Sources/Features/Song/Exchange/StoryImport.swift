import Core

/// A story that came in as a file, with what was left out of it.
struct StoryImport: Sendable {
  static let mostBytes = 2 << 20

  let story: KeyedStory
  let warnings: [TweeReader.Warning]

  /// Reads Twee or our JSON, told by a first `{`.
  init(_ bytes: [UInt8]) throws(AppError) {
    let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    guard let text = String(validating: content, as: UTF8.self) else { throw .validation("file", "is not UTF-8") }
    if content.first(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) == UInt8(ascii: "{") {
      (story, warnings) = (try StoryFile.read(content), [])
      return
    }
    guard let text = TextRules.normalised(text) else { throw .validation("file", "must not contain control characters") }
    (story, warnings) = try TweeReader.read(text)
  }
}
