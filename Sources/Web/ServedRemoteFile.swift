import Core
import Crypto
import Encoding
import Engine
import HTTP
import Synchronization
import Telemetry
import Transfer

/// A file on another server, passed through as it arrives. Only facts about it are kept here.
public final class ServedRemoteFile: ServedFile {
  private struct Known {
    var facts: FileFacts?
    var moment: ContinuousClock.Instant
  }

  /// How long known facts are trusted, for a file that could be reached and for one that could not.
  private static let memory = (Duration.seconds(30), Duration.seconds(5))
  /// How long a page waits for facts about the file.
  private static let patience = Duration.seconds(2)

  public let name: String
  private let source: FetchRequest
  private let fetcher: Fetcher
  private let log: Logger
  private let known = Mutex<Known?>(nil)
  /// SHA-256 of the version with that tag, computed by the first complete download.
  private let digest = Mutex<(tag: EntityTag, digest: String)?>(nil)

  /// - Parameter token: sent as Bearer, only to the address's own host and port.
  public init(url: String, token: String?, fetcher: Fetcher, log: Logger = .silent) {
    source = FetchRequest(url: url, bearer: token)
    self.fetcher = fetcher
    self.log = log
    let path = url.prefix { $0 != "?" && $0 != "#" }
    let last = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst(3).last ?? ""
    name = PercentCoding.decode(last.utf8, plusIsSpace: false).flatMap { $0.isEmpty ? nil : $0 } ?? "release.zip"
  }

  public func answer(_ request: FileRequest) async throws(AppError) -> Response {
    let found = try await open(request)
    var response = Response(status: found.part.status, headers: Headers(["Accept-Ranges": "bytes"]))
    if let tag = found.answer.tag { response.headers.add("ETag", tag.description) }
    if let coding = found.answer.head["Content-Encoding"] { response.headers.add("Content-Encoding", coding) }
    switch found.part {
    case .whole:
      remember(found.answer.facts(digest: digest(of: found.answer.tag)))
      response.body = whole(found)
    case .asSent(let range, let total):
      response.headers.add("Content-Range", "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(total)")
      response.body = Self.body(found.body, skipping: 0, length: Int64(range.count))
    case .cut(let range, let total):
      response.headers.add("Content-Range", "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(total)")
      response.body = Self.body(found.body, skipping: range.lowerBound, length: Int64(range.count))
    case .beyond(let total):
      if let total { response.headers.add("Content-Range", "bytes */\(total)") }
    }
    return response
  }

  public func facts() async -> FileFacts? {
    let (fresh, stale) = Self.memory
    if let known = known.withLock({ $0 }), ContinuousClock.now - known.moment < (known.facts == nil ? stale : fresh) { return known.facts }
    var request = source
    request.firstByteWithin = Self.patience
    do throws(TransferError) {
      let answer = RemoteAnswer(try await fetcher.lookUp(request).head)
      remember(answer.head.status == 200 ? answer.facts(digest: digest(of: answer.tag)) : nil)
    } catch {
      remember(nil)
    }
    return known.withLock { $0?.facts }
  }

  private func remember(_ facts: FileFacts?) { known.withLock { $0 = Known(facts: facts, moment: .now) } }

  private func digest(of tag: EntityTag?) -> String? {
    digest.withLock { known in known.flatMap { $0.tag == tag ? $0.digest : nil } }
  }

  // MARK: Requests

  /// An answer to the request, and its body.
  private struct Opened {
    let answer: RemoteAnswer
    let part: RemoteAnswer.Part
    let body: FetchedBody
  }

  private func open(_ request: FileRequest) async throws(AppError) -> Opened {
    let first = try await ask(range: request.range, ifRange: request.ifRange, isHead: request.isHead)
    if let part = RemoteAnswer(first.head).part(of: request) {
      return Opened(answer: RemoteAnswer(first.head), part: part, body: first.body)
    }
    // It sent a range of another version of the file.
    let second = try await ask(range: nil, ifRange: nil, isHead: request.isHead)
    guard let part = RemoteAnswer(second.head).part(of: FileRequest()) else { throw unavailable("an answer that fits no request") }
    return Opened(answer: RemoteAnswer(second.head), part: part, body: second.body)
  }

  private func ask(range: String?, ifRange: String?, isHead: Bool) async throws(AppError) -> Fetched {
    var request = source
    if let range { request.headers.append(("Range", range)) }
    // A tag that we made means nothing to the other server; the answer is compared with it instead.
    if range != nil, let ifRange, !RemoteAnswer.isOurs(tag: ifRange) { request.headers.append(("If-Range", ifRange)) }
    let answer: Fetched
    do throws(TransferError) {
      answer = try await isHead ? fetcher.lookUp(request) : fetcher.fetch(request)
    } catch {
      throw unavailable("\(error)")
    }
    guard [200, 206, 416].contains(answer.head.status) else { throw unavailable("status \(answer.head.status)") }
    return answer
  }

  private func unavailable(_ problem: String) -> AppError {
    log.error("download_source_unavailable", ["error": problem])
    return AppError(.unavailable, "The file cannot be reached right now", retryAfter: .seconds(30))
  }

  // MARK: Bodies

  /// The whole file. Computes its digest on the way, if it is unknown.
  private func whole(_ opened: Opened) -> Response.Body {
    let (answer, body) = (opened.answer, opened.body)
    guard let tag = answer.tag, digest(of: tag) == nil else { return Self.body(body, skipping: 0, length: answer.length) }
    return .stream(length: answer.length) { [self] writer in
      var hash = SHA256()
      while let bytes = try await body.read() {
        hash.update(bytes)
        try await writer.write(bytes)
      }
      let found = Hex.encode(hash.digest())
      digest.withLock { $0 = (tag, found) }
      remember(answer.facts(digest: found))
    }
  }

  private static func body(_ body: FetchedBody, skipping skipped: Int, length: Int64?) -> Response.Body {
    .stream(length: length) { writer in
      var skip = skipped
      var left = length ?? .max
      while left > 0, let bytes = try await body.read() {
        let piece = bytes.dropFirst(min(skip, bytes.count)).prefix(Int(min(left, Int64(bytes.count))))
        skip -= min(skip, bytes.count)
        left -= Int64(piece.count)
        if !piece.isEmpty { try await writer.write(piece.count == bytes.count ? bytes : Array(piece)) }
      }
    }
  }
}
