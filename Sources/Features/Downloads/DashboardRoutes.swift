import Core
import Design
import HTTP
import JSON
import Web

/// `/dashboard` and its forms, which do all that the script does.
struct DashboardRoutes: Sendable {
  let feature: DownloadsFeature
  let limit: RedemptionLimit
  let file: (any ServedFile)?
  let terms: TermsText
  let site: Site

  var routes: [Route] {
    [
      .either(
        .get, "/dashboard", .signedIn, "Where one stands with the release", tag: "Releases",
        answers: [.json(200, "The member", ReleaseSchemas.dashboard)], handler: show),
      .page(.post, "/dashboard/terms", .signedIn, "Agree to the terms", handler: agree),
      .page(
        .post, "/dashboard/redeem", .permission(.redeemKey), "Turn a key into a download", request: ReleaseSchemas.redemptionForm,
        handler: redeem),
      .page(.post, "/dashboard/link", .permission(.redeemKey), "A fresh link", handler: renew),
      .page(.post, "/dashboard/review", .signedIn, "Review the release", request: ReleaseSchemas.reviewForm, handler: review),
    ]
  }

  private func show(_ call: Call) async throws -> Response {
    guard call.wantsPage else {
      let dashboard = try await feature.terms.dashboard(call.scope)
      return .json { dashboard.write(to: &$0) }
    }
    return try await page(call) { _ in }
  }

  private func agree(_ call: Call) async throws -> Response {
    _ = try await feature.terms.agree(call.scope)
    return .redirect(to: DownloadPath.dashboard)
  }

  private func redeem(_ call: Call) async throws -> Response {
    let form = try await call.form()
    do {
      let key = try Fields.read(form) { RedemptionForm.read(&$0) }
      try await limit.count(call.scope)
      let ticket = try await feature.redemption.redeem(call.scope, key)
      return try await page(call) { $0.ticket = ticket }
    } catch let error as AppError where error.isForTheForm {
      return try await page(call, error.code.status) { $0.redemption = RedemptionForm(typed: form, refused: error) }.retrying(after: error)
    }
  }

  private func renew(_ call: Call) async throws -> Response {
    do {
      let ticket = try await feature.redemption.renew(call.scope)
      return try await page(call) { $0.ticket = ticket }
    } catch let error as AppError where error.code == .forbidden {
      return try await page(call, 403) { $0.problem = error.message }
    }
  }

  private func review(_ call: Call) async throws -> Response {
    let form = try await call.form()
    do {
      let draft = try Fields.read(form) { ReviewDraft(reading: &$0) }
      _ = try await feature.reviews.submit(call.scope, draft)
      return .redirect(to: DownloadPath.ownReview)
    } catch let error as AppError where error.code == .validation {
      return try await page(call, 422) { $0.review = ReviewForm(typed: form, refused: error) }
    }
  }

  private func page(_ call: Call, _ status: Int = 200, _ change: (inout DashboardPage) -> Void) async throws -> Response {
    let facts = await file?.facts()
    var page = DashboardPage(
      try await feature.terms.dashboard(call.scope), terms: terms,
      file: file.flatMap { file in facts.map { ReleaseFile(name: file.name, $0) } },
      isOffered: file != nil)
    change(&page)
    return .page(status, DashboardView(page: page, visit: call.visit(site)))
  }
}

extension Call {
  func visit(_ site: Site) -> Visit {
    Visit(site: site, viewer: scope.member, appearance: Appearance(cookie: cookie(Appearance.cookieName)), path: target)
  }
}

extension ReleaseFile {
  fileprivate init(name: String, _ facts: FileFacts) {
    self.init(name: name, size: facts.size, digest: facts.digest, isDigestComing: facts.isDigestComing)
  }
}

extension AppError {
  /// Whether the form comes back with what was typed.
  fileprivate var isForTheForm: Bool { [.validation, .invalidKey, .rateLimited, .unavailable].contains(code) }
}
