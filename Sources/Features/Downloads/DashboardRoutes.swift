import Core
import Design
import HTTP
import JSON
import Web

/// `/dashboard` and its forms, which do all that the script does.
struct DashboardRoutes: Sendable {
  let feature: DownloadsFeature
  let file: (any ServedFile)?
  let terms: TermsText
  let site: Site

  /// A member who may not use a form at all gets an error page instead of the form.
  private static let formsCannotAnswer = Route.formCannotAnswer + [.forbidden]

  var routes: [Route] {
    [
      .either(
        .get, "/dashboard", .signedIn, "The member and their release", tag: "Releases",
        answers: [.json(200, "The member", ReleaseSchemas.dashboard)], handler: show),
      .page(.post, "/dashboard/terms", .signedIn, "Agree to the terms", handler: agree),
      .form(
        "/dashboard/redeem", .permission(.redeemKey), "Turn a key into a download", limit: .redemption,
        request: ReleaseSchemas.redemptionForm, errorPageFor: Self.formsCannotAnswer
      ) {
        RedemptionForm.read(&$0)
      } submit: { call, key in
        let ticket = try await feature.redemption.redeem(call.scope, key)
        return try await page(call) { $0.ticket = ticket }
      } refuse: { call, form in
        try await page(call) { $0.redemption = RedemptionForm(typed: form.fields, refused: form.error) }
      },
      .button("/dashboard/link", .permission(.redeemKey), "A fresh link") { call in
        let ticket = try await feature.redemption.renew(call.scope)
        return try await page(call) { $0.ticket = ticket }
      } refuse: { call, form in
        try await page(call) { $0.problem = form.error.message }
      },
      .form("/dashboard/review", .signedIn, "Review the release", request: ReleaseSchemas.reviewForm, errorPageFor: Self.formsCannotAnswer)
      {
        ReviewDraft(reading: &$0)
      } submit: { call, draft in
        _ = try await feature.reviews.submit(call.scope, draft)
        return .redirect(to: DownloadPath.ownReview)
      } refuse: { call, form in
        try await page(call) { $0.review = ReviewForm(typed: form.fields, refused: form.error) }
      },
    ]
  }

  private func show(_ call: Call) async throws -> Response {
    guard call.wantsPage else {
      let dashboard = try await feature.dashboard.load(call.scope)
      return .json { dashboard.write(to: &$0) }
    }
    return try await page(call) { _ in }
  }

  private func agree(_ call: Call) async throws -> Response {
    _ = try await feature.terms.agree(call.scope)
    return .redirect(to: DownloadPath.dashboard)
  }

  private func page(_ call: Call, _ change: (inout DashboardPage) -> Void) async throws -> Response {
    let facts = await file?.facts()
    var page = DashboardPage(
      try await feature.dashboard.load(call.scope), terms: terms,
      file: file.flatMap { file in facts.map { ReleaseFile(name: file.name, $0) } },
      isOffered: file != nil)
    change(&page)
    return .page(DashboardView(page: page, visit: Visit(site, call)))
  }
}

extension ReleaseFile {
  fileprivate init(name: String, _ facts: FileFacts) {
    self.init(name: name, size: facts.size, digest: facts.digest, isDigestComing: facts.isDigestComing)
  }
}
