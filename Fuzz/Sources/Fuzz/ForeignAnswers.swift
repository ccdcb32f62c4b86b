import HTTP

@testable import Transfer
@testable import Web

/// What another server answers about a file: an input is a `Range` and an `If-Range` of ours, then the lines of the head.
enum ForeignAnswers {
  static func check(_ bytes: [UInt8]) {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let ours = lines.prefix(2).map { line in String(decoding: line.map { $0 < 0x80 ? $0 : 0x1A }, as: UTF8.self) }
    var reader = HeadReader()
    for line in lines.dropFirst(2) {
      guard reader.take(line) else { return }
    }
    guard let head = reader.head else { return }
    for (name, value) in head.headers { must((name + value).utf8.allSatisfy { $0 < 0x80 }, "a head is ASCII") }
    let answer = RemoteAnswer(head)
    check(answer, FileRequest(range: ours.first, ifRange: ours.last))
    check(answer, FileRequest())
    check(answer, FileRequest(isHead: true))
    if let date = head["Last-Modified"], let seconds = HTTPDate.parse(date) {
      // A leap second is the first of the next minute.
      must(HTTPDate.parse(HTTPDate.format(seconds)) == seconds, "a date written is the same date")
    }
  }

  private static func check(_ answer: RemoteAnswer, _ request: FileRequest) {
    if let length = answer.length { must(length >= 0, "a length is not negative") }
    if let size = answer.facts(digest: nil).size { must(size >= 0, "a size is not negative") }
    switch answer.part(of: request) {
    case .asSent(let range, let total)?, .cut(let range, let total)?:
      must(!range.isEmpty && range.lowerBound >= 0 && range.upperBound <= total, "a part is of the file")
      must(request.range != nil, "only who asks for a part gets one")
    case .beyond(let total?)?: must(total >= 0, "a file has no fewer than no bytes")
    case .beyond(nil)?, .whole?, nil: break
    }
  }
}
