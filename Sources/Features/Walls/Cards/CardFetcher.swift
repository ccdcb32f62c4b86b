import Core
import Encoding
import Media
import Transfer

/// What a page says of itself, with its picture as a file of the owner's.
struct FoundCard: Sendable {
  let page: PageSummary
  let image: MediaID?
}

/// Fetches what a card shows: the page, then its picture.
struct CardFetcher: Sendable {
  /// For page and picture together.
  static let timeToFetch = Duration.seconds(5)
  /// Within which the card is there, whatever becomes of the picture.
  static let timeInAll = Duration.seconds(9)

  let pages: PageFetcher
  let uploads: UploadService

  /// Nil if the page cannot be had. Throws only when the task is cancelled.
  func fetch(_ scope: Scope, _ fetch: CardFetch) async throws -> FoundCard? {
    let start = ContinuousClock.now
    do {
      let page = try await pages.page(at: Self.ascii(fetch.url), by: start + Self.timeToFetch)
      let image = await picture(scope, at: fetch.ownerMayUpload ? page.image : nil, for: fetch.owner, start)
      try Task.checkCancellation()
      return FoundCard(page: page.summary, image: image)
    } catch let error as TransferError {
      // A server that stops leaves the card to be fetched later.
      if Task.isCancelled || error == .closed { throw CancellationError() }
      return nil
    }
  }

  /// Nil if there is none, if it is refused, or if it takes too long: then the card is shown without it.
  private func picture(
    _ scope: Scope, at url: String?, for owner: UserID, _ start: ContinuousClock.Instant
  ) async -> MediaID? {
    guard let url else { return nil }
    return await Late.orNil(by: start + Self.timeInAll) {
      do {
        return try await uploads.keepPicture(scope, of: owner) { write in
          try await pages.picture(at: url, by: start + Self.timeToFetch, write)
        }
      } catch {
        // The card is shown without it. Faults of the server are in the log already.
        return nil
      }
    }
  }

  /// An address as it goes over the wire.
  private static func ascii(_ url: String) -> String {
    var bytes: [UInt8] = []
    for byte in url.utf8 {
      if byte < 0x80 { bytes.append(byte) } else { bytes += Array("%\(Hex.encode([byte]).uppercased())".utf8) }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
