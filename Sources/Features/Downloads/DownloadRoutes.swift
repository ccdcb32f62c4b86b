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
        .error(.gone), .error(.rangeNotSatisfiable), .error(.tooEarly), .error(.unavailable),
      ], handler: send)
  }

  private func send(_ call: Call) async throws -> Response {
    guard !call.isPrefetch else { throw AppError(.tooEarly, "This link is not to be fetched ahead of its use") }
    // What is no token at all is answered like one that is spent.
    let token = DownloadToken(text: try call.query().typed("token", upTo: 128))
    let request = FileRequest(call.request)
    let wish: DownloadWish = request.isHead ? .look : request.range == nil ? .whole : .part
    do {
      return try await downloads.open(call.scope, token, for: wish) { _ in try await answer(request) }
    } catch let refusal as Refusal {
      return refusal.response
    }
  }

  private func answer(_ request: FileRequest) async throws -> Response {
    guard let file else { throw AppError(.unavailable, "There is no file to download yet", retryAfter: .seconds(60)) }
    let response = try await file.answer(request).with("Cache-Control", "no-store")
    if response.isBeyondTheFile { throw Refusal(response: response) }
    return response.saved(as: file.name, type: "application/zip")
  }

  /// An answer that spends nothing.
  private struct Refusal: Error {
    let response: Response
  }
}

extension Call {
  /// Whether a browser only guesses that somebody may want this.
  fileprivate var isPrefetch: Bool {
    ["Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"].flatMap(headers).contains { value in
      let words = value.lowercased()
      return ["prefetch", "prerender", "preview"].contains(where: words.contains)
    }
  }
}
