import Core
import HTTP
import JSON
import Web

/// What members' programs do about the release: `/terms/agree`, `/redeem`, `/downloads/token`, `/review`.
struct ReleaseRoutes: Sendable {
  let feature: DownloadsFeature

  var routes: [Route] {
    [
      .api(
        .post, "/terms/agree", .signedIn, "Agree to the terms; the first time counts", tag: "Releases",
        answers: [.json(200, "Since when", ReleaseSchemas.agreed)], handler: agree),
      .api(
        .post, "/redeem", .permission(.redeemKey), "Turn a key into a download", tag: "Releases", limit: .redemption,
        request: ReleaseSchemas.redemption, answers: [.json(200, "A token", ReleaseSchemas.ticket), .error(.invalidKey)]
      ) {
        $0.key("key_value")
      } answer: { call, key in
        let ticket = try await feature.redemption.redeem(call.scope, key)
        return .json { ticket.write(to: &$0) }
      },
      .api(
        .post, "/downloads/token", .permission(.redeemKey), "A fresh token for the newest key whose download never began",
        tag: "Releases", answers: [.json(200, "A token", ReleaseSchemas.ticket)], handler: renew),
      .api(
        .post, "/review", .signedIn, "Review the release, or change one's review", tag: "Releases", request: ReleaseSchemas.reviewing,
        answers: [.json(201, "The review", ReleaseSchemas.review)], handler: review),
    ]
  }

  private func agree(_ call: Call) async throws -> Response {
    let since = try await feature.terms.agree(call.scope)
    return .json { json in
      json.object { json in
        json.field("agreed", true)
        json.field("terms_agreed_at", since.iso8601)
      }
    }
  }

  private func renew(_ call: Call) async throws -> Response {
    let ticket = try await feature.redemption.renew(call.scope)
    return .json { ticket.write(to: &$0) }
  }

  private func review(_ call: Call) async throws -> Response {
    let draft = try Fields.read(try await call.json()) { ReviewDraft(reading: &$0) }
    let review = try await feature.reviews.submit(call.scope, draft)
    return .json(201) { review.write(to: &$0) }
  }
}
