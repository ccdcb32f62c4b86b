/// Fetches pages and pictures at addresses that strangers gave: only from the public internet, only so much of it, and not for long.
public struct PageFetcher: Sendable {
  /// How much of a page is read, in bytes.
  public static let longestPage = 512 * 1_024
  /// The largest picture that is taken, in bytes.
  public static let largestPicture = 5 << 20

  private let fetcher: Fetcher
  private let allowed: [HostPort]

  /// - Parameter allowed: servers that may be asked although they are not public.
  public init(_ loop: TransferLoop, allowed: [HostPort]) {
    fetcher = Fetcher(loop)
    self.allowed = allowed
  }

  /// Throws if there is no answer in time, or it is not an HTML page.
  public func page(at url: String, by end: ContinuousClock.Instant) async throws(TransferError) -> FetchedPage {
    let answer = try await answer(to: url, by: end)
    guard let type = answer.head["Content-Type"].map(MediaType.init), type.name == "text/html" else { throw .unusable("no HTML") }
    var html: [UInt8] = []
    while html.count < Self.longestPage, let bytes = try await answer.body.read() { html += bytes.prefix(Self.longestPage - html.count) }
    let summary = PageSummary(html: html, charset: type.charset)
    return FetchedPage(summary: summary, image: summary.image.flatMap(answer.resolve))
  }

  /// Hands a picture over piece by piece. Throws if there is no answer in time, or it calls itself something else, or it is too large.
  public func picture(
    at url: String, by end: ContinuousClock.Instant, _ take: (_ bytes: [UInt8]) async throws -> Void
  ) async throws {
    let answer = try await answer(to: url, by: end)
    guard let type = answer.head["Content-Type"].map(MediaType.init), type.name.hasPrefix("image/") else {
      throw TransferError.unusable("no picture")
    }
    var size = 0
    while let bytes = try await answer.body.read() {
      size += bytes.count
      guard size <= Self.largestPicture else { throw TransferError.unusable("too large") }
      try await take(bytes)
    }
  }

  private func answer(to url: String, by end: ContinuousClock.Instant) async throws(TransferError) -> Fetched {
    var request = FetchRequest(url: url)
    request.source = .stranger(allowed: allowed)
    // One time for everything.
    request.firstByteWithin = end - .now
    request.endBy = end
    let answer = try await fetcher.lookUp(request)
    guard answer.head.status == 200 else { throw .unusable("status \(answer.head.status)") }
    // No other was asked for.
    guard ["", "identity"].contains(answer.head["Content-Encoding"]?.lowercased() ?? "") else { throw .unusable("encoded") }
    return answer
  }
}

/// A page, as far as a link to it needs to know it.
public struct FetchedPage: Equatable, Sendable {
  public let summary: PageSummary
  /// The address of its picture.
  public let image: String?
}

/// The parts of a `Content-Type`: ASCII, as it is from a head.
private struct MediaType {
  let name: String
  let charset: String?

  init(_ text: String) {
    let parts = text.lowercased().split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" && $0 != "\"" } }
    name = parts.first.map { String($0) } ?? ""
    charset = parts.dropFirst().first { $0.hasPrefix("charset=") }.map { String($0.dropFirst(8)) }
  }
}
