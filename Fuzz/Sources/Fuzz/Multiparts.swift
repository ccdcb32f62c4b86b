import HTTP

/// Forms with files: a boundary on the first line, the body behind it.
enum Multiparts {
  static func check(_ bytes: [UInt8]) {
    let line = bytes.prefix { $0 != UInt8(ascii: "\n") }
    let body = Array(bytes.dropFirst(line.count + 1))
    checkContentType(String(decoding: line, as: UTF8.self))
    guard let parser = MultipartParser(boundary: String(decoding: line, as: UTF8.self), limits: .init(parts: 8, headerBytes: 512)) else {
      return
    }
    let whole = read(parser, body, cuts: nil)
    let pieces = read(parser, body, cuts: Cuts(of: bytes))
    must(whole.problem == pieces.problem, "a form is malformed however it arrives")
    if whole.problem == nil { must(whole.parts == pieces.parts, "a form is the same however it arrives") }
    must(whole.parts.count <= 8, "no more parts than allowed")
    for part in whole.parts { checkNames(part.head) }
    if whole.problem == nil, pieces.isFinished { checkRoundTrip(whole.parts) }
  }

  private struct Part: Equatable {
    let head: MultipartParser.Part
    var content: [UInt8] = []
  }

  private struct Reading {
    var parts: [Part] = []
    var isFinished = false
    var problem: MultipartParser.Malformed?
  }

  private static func read(_ parser: MultipartParser, _ body: [UInt8], cuts: Cuts?) -> Reading {
    var (parser, reading, rest, isOpen) = (parser, Reading(), body[...], false)
    var cuts = cuts
    do throws(MultipartParser.Malformed) {
      while !rest.isEmpty {
        let count = cuts?.next(upTo: rest.count) ?? rest.count
        for event in try parser.consume(rest.prefix(count)) {
          switch event {
          case .began(let part):
            must(!isOpen && !reading.isFinished, "parts follow one another")
            reading.parts.append(Part(head: part))
            isOpen = true
          case .content(let bytes):
            must(isOpen && !bytes.isEmpty, "content belongs to a part")
            reading.parts[reading.parts.count - 1].content += bytes
          case .ended:
            must(isOpen, "what ends has begun")
            isOpen = false
          case .finished:
            must(!isOpen && !reading.isFinished, "a form ends once, behind its last part")
            reading.isFinished = true
          }
        }
        rest = rest.dropFirst(count)
      }
      try parser.finish()
      must(reading.isFinished, "a form without complaint is complete")
    } catch {
      reading.problem = error
    }
    return reading
  }

  private static func checkNames(_ part: MultipartParser.Part) {
    must(!part.name.description.isEmpty, "a part has a name")
    guard let name = part.filename, !name.isEmpty else { return }
    must(name.utf8.count <= FileName.maximumBytes, "a file's name fits a folder")
    must(
      !name.hasPrefix(".") && !name.unicodeScalars.contains { $0 == "/" || $0 == "\\" || $0.value < 0x20 || $0.value == 0x7F },
      "a file's name stays in its folder")
    must(FileName.sanitized(name) == name, "a harmless name stays as it is")
    let header = ContentDisposition.header(.attachment, filename: name)
    must(header.utf8.allSatisfy { (0x20...0x7E).contains($0) }, "a name cannot break out of its header")
    must(header.split(separator: "\"", omittingEmptySubsequences: false).count == 3, "nor out of its quotes")
  }

  /// Writing the parts with an unused boundary and reading them gives the same parts.
  private static func checkRoundTrip(_ parts: [Part]) {
    let boundary = "----------------------------fuzz-\(parts.count)"
    // Names that need escapes are checked above; here they would need the browser's own notation.
    guard
      !parts.contains(where: { part in
        (part.head.name.description + (part.head.filename ?? "")).utf8.contains {
          $0 == UInt8(ascii: "%") || $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == 0x7F
        }
      })
    else { return }
    guard !parts.contains(where: { contains($0.content, "\r\n--" + boundary) }) else { return }
    var body: [UInt8] = []
    for part in parts {
      var disposition = "form-data; name=\"\(part.head.name)\""
      if let filename = part.head.filename { disposition += "; filename=\"\(filename)\"" }
      body += Array("--\(boundary)\r\nContent-Disposition: \(disposition)\r\n\r\n".utf8) + part.content + Array("\r\n".utf8)
    }
    body += Array("--\(boundary)--\r\n".utf8)
    let again = read(MultipartParser(boundary: boundary)!, body, cuts: nil)
    // A form of no parts has no first delimiter to write.
    must(again.problem == nil, "a form written is a form: \(again.problem.debugDescription)")
    must(again.parts.map(\.content) == parts.map(\.content), "contents come through untouched")
    must(
      again.parts.map(\.head.name) == parts.map(\.head.name) && again.parts.map(\.head.filename) == parts.map(\.head.filename),
      "names come through")
  }

  private static func contains(_ bytes: [UInt8], _ text: String) -> Bool {
    let needle = Array(text.utf8)
    guard bytes.count >= needle.count else { return false }
    return (0...(bytes.count - needle.count)).contains { bytes[$0..<($0 + needle.count)].elementsEqual(needle) }
  }

  private static func checkContentType(_ text: String) {
    guard let type = MediaType(text) else { return }
    must(type.essence == type.essence.lowercased() && type.essence.split(separator: "/").count == 2, "a media type is normalised")
  }
}
