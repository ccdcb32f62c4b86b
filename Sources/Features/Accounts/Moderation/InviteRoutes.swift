import Core
import Design
import HTTP
import Web

/// `/admin/invites`: making and withdrawing invitations.
struct InviteRoutes: Sendable {
  let invites: InviteService
  let publicURL: String
  let site: Site

  var routes: [Route] {
    [
      .page(.get, "/admin/invites", .permission(.moderate), "Invitations") { try await page($0) },
      .form("/admin/invites", .permission(.moderate), "Make an invitation", request: AccountSchemas.inviteForm) { fields in
        (uses: fields.integer("uses", InviteService.uses), days: fields.integer("days", InviteService.days))
      } submit: { call, wanted in
        let code = try await invites.create(call.scope, uses: wanted.uses, days: wanted.days)
        return try await page(call, link: publicURL + AccountPath.invitation(code)).with("Cache-Control", "no-store")
      } refuse: { call, form in
        try await page(call, typed: (uses: form.typed("uses"), days: form.typed("days")), error: form.error)
      },
      .page(.post, "/admin/invites/{id}/revoke", .permission(.moderate), "Withdraw an invitation", handler: revoke),
    ]
  }

  private func page(
    _ call: Call, link: String? = nil, typed: (uses: String, days: String) = (uses: "1", days: "7"), error: AppError? = nil
  ) async throws -> Response {
    .page(
      InvitesPage(
        visit: Visit(site, call), invites: try await invites.list(call.scope), now: call.scope.now, link: link, uses: typed.uses,
        days: typed.days, error: error))
  }

  private func revoke(_ call: Call) async throws -> Response {
    guard let id = Identifier<InviteEntity>(text: call.path("id"))?.rawValue else { throw AppError.notFound("This invitation") }
    try await invites.revoke(call.scope, id)
    return .redirect(to: AccountPath.invites)
  }
}

/// Types the id of an invitation in a path.
private enum InviteEntity {}
