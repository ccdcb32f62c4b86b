import Core
import HTTP
import Web

/// `/download`: the token alone opens it.
struct DownloadRoutes: Sendable {
  let downloads: DownloadService
  let file: (any ServedFile)?

  var route: Route {
    .either(
      .get, "/download", .open, "The file, once for each token", tag: "Releases", limit: .requests, request: ReleaseSchemas.download,
      answers: [
        .other(200, "The file, as application/zip"), .other(206, "The range that was asked for; the rest of a download that broke"),
        .error(.validation), .error(.gone), .error(.rangeNotSatisfiable), .error(.tooEarly), .error(.unavailable),
      ], handler: send
    ).with(.changes)
  }

  private func send(_ call: Call) async throws -> Response {
    guard !call.isPrefetch else { throw AppError(.tooEarly, "This link is not to be fetched ahead of its use") }
    let query = try call.query()
    guard !query.typed("token").isEmpty else { throw AppError.validation("token", "is required") }
    // An unknown token is answered like a spent one.
    let token = DownloadToken(text: query.typed("token", upTo: 128))
    let request = FileRequest(call.request)
    let wish: DownloadWish = request.isHead ? .look : request.range == nil ? .whole : .part
    do {
      let (response, transfer) = try await downloads.open(call.scope, token, for: wish) { _ in try await answer(request) }
      return transfer.map { response.metered(by: $0) } ?? response
    } catch let refusal as Refusal {
      return refusal.response
    }
  }

  private func answer(_ request: FileRequest) async throws -> (Response, FilePart) {
    guard let file else { throw AppError(.unavailable, "There is no file to download yet", retryAfter: .seconds(60)) }
    let response = try await file.answer(request).with("Cache-Control", "no-store")
    if response.isBeyondTheFile { throw Refusal(response: response) }
    let (state, range, size) = response.sentPart
    return (response.saved(as: file.name, type: "application/zip"), FilePart(state: state, range: range, size: size))
  }

  /// An answer that does not use up the token.
  private struct Refusal: Error {
    let response: Response
  }
}

extension DownloadTransfer: ByteMeter {}

extension Call {
  /// Whether the browser only prefetches.
  fileprivate var isPrefetch: Bool {
    ["Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"].flatMap(headers).contains { value in
      let words = value.lowercased()
      return ["prefetch", "prerender", "preview"].contains(where: words.contains)
    }
  }
}
