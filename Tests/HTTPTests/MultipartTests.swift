import HTTP
import JSON
import RandomTesting
import Testing

@Suite struct MultipartForms {
  private struct Received: Equatable {
    var part: MultipartParser.Part
    var content: [UInt8] = []
    var isComplete = false
  }

  private func body(_ lines: String...) -> [UInt8] { Array(lines.joined(separator: "\r\n").utf8) }

  /// Feeds the body in the given sizes, then in single bytes.
  private func parse(
    _ body: [UInt8], boundary: String = "XX", sizes: [Int] = [Int.max], limits: MultipartParser.Limits = .init()
  ) throws -> [Received] {
    var parser = try #require(MultipartParser(boundary: boundary, limits: limits))
    var received: [Received] = []
    var rest = body[...]
    var sizes = sizes[...]
    while !rest.isEmpty {
      let size = min(sizes.popFirst() ?? 1, rest.count)
      for event in try parser.consume(rest.prefix(size)) {
        switch event {
        case .began(let part): received.append(Received(part: part))
        case .content(let bytes):
          #expect(!bytes.isEmpty)
          received[received.count - 1].content += bytes
        case .ended: received[received.count - 1].isComplete = true
        case .finished: break
        }
      }
      rest = rest.dropFirst(size)
    }
    try parser.finish()
    return received
  }

  private var example: [UInt8] {
    body(
      "--XX", "Content-Disposition: form-data; name=\"title\"", "", "Grüße 🐈", "--XX",
      "content-disposition: form-data; name=\"file\"; filename=\"a \\b%22c.png\"", "Content-Type: image/png; x=y", "X-Other: 1", "",
      "\r\n--X\r\r\n--XY\r\n-- XX", "--XX", "Content-Disposition: form-data; name=empty", "", "", "--XX--", "epilogue is ignored")
  }

  @Test func partsArriveWithTheirHeadersAndContents() throws {
    let parts = try parse(example)
    #expect(parts.count == 3)
    #expect(parts[0].part == .init(name: "title", filename: nil, contentType: nil))
    #expect(String(decoding: parts[0].content, as: UTF8.self) == "Grüße 🐈")
    #expect(parts[1].part.name == "file")
    #expect(parts[1].part.filename == "bc.png")
    #expect(parts[1].part.contentType == "image/png; x=y")
    #expect(String(decoding: parts[1].content, as: UTF8.self) == "\r\n--X\r\r\n--XY\r\n-- XX")
    #expect(parts[2].content.isEmpty)
    #expect(parts.allSatisfy { $0.isComplete })
  }

  @Test func anySplitOfTheBytesGivesTheSame() throws {
    let whole = try parse(example)
    for cut in 1..<example.count { #expect(try parse(example, sizes: [cut, Int.max]) == whole) }
    #expect(try parse(example, sizes: []) == whole)
  }

  @Test func randomContentsAndSplitsComeThroughUnchanged() throws {
    var random = SeededRandom(seed: 7)
    for _ in 0..<300 {
      let alphabet = Array("\r\n-XY".utf8)
      let contents = (0..<Int.random(in: 1...4, using: &random)).map { _ in
        (0..<Int.random(in: 0...40, using: &random)).map { _ in alphabet.randomElement(using: &random)! }
      }.filter { !Array("\r\n--XX".utf8).isContained(in: Array("\r\n".utf8) + $0) }
      var bytes: [UInt8] = []
      for (index, content) in contents.enumerated() {
        bytes += Array("--XX\r\nContent-Disposition: form-data; name=\"f\(index)\"\r\n\r\n".utf8) + content + Array("\r\n".utf8)
      }
      bytes += Array("--XX--\r\n".utf8)
      let sizes = (0..<20).map { _ in Int.random(in: 1...30, using: &random) }
      #expect(try parse(bytes, sizes: sizes).map(\.content) == contents)
    }
  }

  @Test func randomDamageIsRefusedOrReadButNeverTraps() throws {
    var random = SeededRandom(seed: 11)
    for _ in 0..<2_000 {
      var bytes = example
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let index = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: index)
        default: bytes.insert(UInt8(ascii: "\r"), at: index)
        }
      }
      var parser = try #require(MultipartParser(boundary: "XX"))
      do throws(MultipartParser.Malformed) {
        _ = try parser.consume(bytes)
        try parser.finish()
      } catch {
        #expect(throws: error) { try parser.consume([1]) }  // it stays refused
      }
    }
  }

  @Test func aFormWithoutPartsIsEmpty() throws {
    #expect(try parse(body("--XX--", "")).isEmpty)
  }

  @Test func anEmptyFileInputHasAnEmptyName() throws {
    let parts = try parse(body("--XX", "Content-Disposition: form-data; name=\"f\"; filename=\"\"", "", "", "--XX--"))
    #expect(parts[0].part.filename == "")
  }

  @Test(arguments: [
    ("", MultipartParser.Malformed.missingDelimiter),
    ("no delimiter at all", .missingDelimiter),
    ("--XX", .truncated),
    ("--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nabc", .truncated),
    ("--XXjunk\r\n", .missingDelimiter),
    ("--XX\r\n\r\nabc\r\n\r\n--XX--", .partHeaders),
    ("--XX\r\nContent-Type: text/plain\r\n\r\nabc\r\n--XX--", .partHeaders),
    ("--XX\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\nabc\r\n--XX--", .partHeaders),
    ("--XX\r\nContent-Disposition: form-data\r\n\r\nabc\r\n--XX--", .partHeaders),
    ("--XX\r\nContent-Disposition: form-data; name=\"\"\r\n\r\nabc\r\n--XX--", .partHeaders),
    ("--XX\r\nContent-Disposition: form-data; name=\"a\r\n\r\nabc\r\n--XX--", .partHeaders),
    ("--XX\r\nContent-Disposition : form-data; name=\"a\"\r\n\r\nabc\r\n--XX--", .partHeaders),
    ("--XX\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\nx\r\n--XX--", .partHeaders),
  ])
  func damagedBodiesAreRefused(_ text: String, _ problem: MultipartParser.Malformed) {
    #expect(throws: problem) { try parse(Array(text.utf8)) }
  }

  @Test func partsAreCounted() throws {
    let part = "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n"
    let three = Array((part + part + part + "--XX--").utf8)
    #expect(try parse(three, limits: .init(parts: 3)).count == 3)
    #expect(throws: MultipartParser.Malformed.tooManyParts) { try parse(three, limits: .init(parts: 2)) }
  }

  @Test func headersAreBounded() throws {
    let head = "Content-Disposition: form-data; name=\"a\""
    let bytes = Array("--XX\r\n\(head)\r\n\r\nx\r\n--XX--".utf8)
    #expect(try parse(bytes, limits: .init(headerBytes: head.utf8.count)).count == 1)
    #expect(throws: MultipartParser.Malformed.headersTooLarge) { try parse(bytes, limits: .init(headerBytes: head.utf8.count - 1)) }
    let endless = Array("--XX\r\nX: ".utf8) + [UInt8](repeating: 65, count: 9_000)
    #expect(throws: MultipartParser.Malformed.headersTooLarge) { try parse(endless, sizes: [100, 100, Int.max]) }
  }

  /// What comes before the first delimiter and right behind one is bounded, at the same byte however it arrives.
  @Test(arguments: [[Int.max], []]) func whatBelongsToNoPartIsBounded(sizes: [Int]) throws {
    let limits = MultipartParser.Limits(headerBytes: 100)
    func preamble(_ count: Int) -> [UInt8] { Array((String(repeating: "p", count: count) + "\r\n--XX--").utf8) }
    // The line break that stands before every body counts.
    #expect(try parse(preamble(98), sizes: sizes, limits: limits).isEmpty)
    #expect(throws: MultipartParser.Malformed.missingDelimiter) { try parse(preamble(99), sizes: sizes, limits: limits) }
    func padding(_ count: Int) -> [UInt8] {
      body("--XX" + String(repeating: " ", count: count), "Content-Disposition: form-data; name=a", "", "", "--XX--")
    }
    #expect(try parse(padding(256), sizes: sizes).count == 1)
    #expect(throws: MultipartParser.Malformed.missingDelimiter) { try parse(padding(257), sizes: sizes) }
  }

  @Test func theBoundaryComesFromTheContentType() throws {
    let quoted = try #require(MediaType("multipart/form-data; boundary=\"a b\""))
    #expect(MultipartParser(contentType: quoted) != nil)
    #expect(MultipartParser(contentType: try #require(MediaType("multipart/form-data"))) == nil)
    #expect(MultipartParser(contentType: try #require(MediaType("multipart/mixed; boundary=a"))) == nil)
    #expect(MultipartParser(boundary: "") == nil)
    #expect(MultipartParser(boundary: String(repeating: "a", count: 71)) == nil)
    #expect(MultipartParser(boundary: "a ") == nil)
    #expect(MultipartParser(boundary: "a\r\nb") == nil)
  }
}

extension Array where Element == UInt8 {
  func isContained(in other: [UInt8]) -> Bool {
    guard other.count >= count else { return false }
    return (0...(other.count - count)).contains { other[$0..<$0 + count].elementsEqual(self) }
  }
}
