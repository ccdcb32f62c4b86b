import Core
import Design
import HTTP
import Web

/// `/admin/users`, `/admin/invites`, `/admin/log`: what the staff see and do. Plain forms.
struct StaffRoutes: Sendable {
  let directory: DirectoryService
  let moderation: ModerationService
  let recovery: RecoveryService
  let invites: InviteService
  let publicURL: String
  let site: Site

  var routes: [Route] {
    [
      .page(.get, "/admin/users", .permission(.moderate), "Members by name", handler: list),
      .page(.get, "/admin/users/{id}", .permission(.moderate), "One member", handler: { try await show($0) }),
      act("/admin/users/{id}/mute", AccountSchemas.muteForm, "Keep somebody from posting for a while", mute),
      act("/admin/users/{id}/unmute", .none, "Let somebody post again") { try await moderation.unmute($0.scope, $0.id()) },
      act("/admin/users/{id}/ban", .none, "Ban somebody") { try await moderation.ban($0.scope, $0.id()) },
      act("/admin/users/{id}/unban", .none, "Let somebody in again") { try await moderation.unban($0.scope, $0.id()) },
      act("/admin/users/{id}/sessions", .none, "Sign somebody out everywhere") { try await moderation.endSessions($0.scope, $0.id()) },
      .page(.post, "/admin/users/{id}/recovery", .permission(.admin), "Make a link for a new password", handler: recover),
      act("/admin/users/{id}/role", AccountSchemas.roleForm, "Give somebody a role", policy: .admin, setRole),
      act("/admin/users/{id}/exceptions", AccountSchemas.exceptionForm, "Grant or deny a permission", policy: .admin, except),
      act("/admin/users/{id}/exceptions/end", AccountSchemas.exceptionEndForm, "Take it back", policy: .admin, endException),
      .page(.get, "/admin/invites", .permission(.moderate), "Invitations", handler: { try await showInvites($0, code: nil) }),
      .page(
        .post, "/admin/invites", .permission(.moderate), "Make an invitation", request: AccountSchemas.inviteForm, handler: invite),
      .page(.post, "/admin/invites/{id}/revoke", .permission(.moderate), "Withdraw an invitation", handler: revokeInvite),
      .page(.get, "/admin/log", .permission(.admin), "The audit log", handler: showLog),
    ]
  }

  // MARK: Members

  private func list(_ call: Call) async throws -> Response {
    let query = try call.query()
    let (text, after) = (query.typed("q", upTo: 4 * EmailAddress.maximumLength), query.typed("after", upTo: 64))
    let page = try await directory.members(call.scope, matching: text, after: after)
    return .page(200, MembersPage(visit: visit(call), text: text, page: page))
  }

  private func show(_ call: Call, error: AppError? = nil, link: String? = nil) async throws -> Response {
    let file = try await directory.file(call.scope, of: call.id())
    let page = MemberPage(
      visit: visit(call), file: file, viewer: try call.scope.signedIn(), error: error, link: link)
    return .page(error?.code.status ?? 200, page)
  }

  /// A form on a member's page. Refused, the page says why; done, it shows the member as they are now.
  private func act(
    _ path: PathPattern, _ schema: RequestSchema, _ summary: String, policy: Permission = .moderate,
    _ deed: @escaping @Sendable (Call) async throws -> Void
  ) -> Route {
    .page(.post, path, .permission(policy), summary, request: schema) { call in
      do {
        try await deed(call)
        return .redirect(to: AccountPath.member(try call.id()))
      } catch let error as AppError where [.forbidden, .validation].contains(error.code) {
        return try await show(call, error: error)
      }
    }
  }

  private func mute(_ call: Call) async throws {
    let minutes = try Fields.read(try await call.form()) { $0.integer("minutes", 10...43_200) }
    try await moderation.mute(call.scope, call.id(), for: .minutes(Int(minutes)))
  }

  private func setRole(_ call: Call) async throws {
    let role = try Fields.read(try await call.form()) { $0.choice("role", of: Role.self) }
    try await moderation.setRole(call.scope, call.id(), to: role)
  }

  private func except(_ call: Call) async throws {
    let wanted = try Fields.read(try await call.form()) { fields in
      (
        permission: fields.choice("permission", of: Permission.self), effect: fields.choice("effect", of: ExceptionEffect.self),
        days: fields.optionalInteger("days", 1...365)
      )
    }
    try await moderation.except(
      call.scope, call.id(), wanted.permission, isGranted: wanted.effect == .grant, for: wanted.days.map { .days(Int($0)) })
  }

  private func endException(_ call: Call) async throws {
    let wanted = try Fields.read(try await call.form()) { fields in
      (permission: fields.choice("permission", of: Permission.self), effect: fields.choice("effect", of: ExceptionEffect.self))
    }
    try await moderation.restore(call.scope, call.id(), wanted.permission, isGranted: wanted.effect == .grant)
  }

  private func recover(_ call: Call) async throws -> Response {
    do {
      let token = try await recovery.issue(call.scope, for: call.id())
      return try await show(call, link: publicURL + AccountPath.recover(token)).with("Cache-Control", "no-store")
    } catch let error as AppError where error.code == .forbidden {
      return try await show(call, error: error)
    }
  }

  // MARK: Invitations

  private func showInvites(_ call: Call, code: String?, error: AppError? = nil) async throws -> Response {
    let page = InvitesPage(
      visit: visit(call), invites: try await invites.list(call.scope), now: call.scope.now,
      link: code.map { publicURL + AccountPath.invitation($0) }, error: error)
    return .page(error?.code.status ?? 200, page)
  }

  private func invite(_ call: Call) async throws -> Response {
    do {
      let wanted = try Fields.read(try await call.form()) { fields in
        (uses: fields.integer("uses", InviteService.uses), days: fields.integer("days", InviteService.days))
      }
      let code = try await invites.create(call.scope, uses: wanted.uses, days: wanted.days)
      return try await showInvites(call, code: code).with("Cache-Control", "no-store")
    } catch let error as AppError where error.code == .validation {
      return try await showInvites(call, code: nil, error: error)
    }
  }

  private func revokeInvite(_ call: Call) async throws -> Response {
    guard let id = Identifier<InviteEntity>(text: call.path("id"))?.rawValue else { throw AppError.notFound("This invitation") }
    try await invites.revoke(call.scope, id)
    return .redirect(to: AccountPath.invites)
  }

  // MARK: Log

  private func showLog(_ call: Call) async throws -> Response {
    let before = try Fields.read(call.query()) { $0.optionalInteger("before", 1...Int64.max) }
    let entries = try await directory.log(call.scope, before: before ?? .max)
    return .page(200, AuditPage(visit: visit(call), entries: entries, isNewest: before == nil))
  }

  private func visit(_ call: Call) -> Visit {
    Visit(
      site: site, viewer: call.scope.member, appearance: Appearance(cookie: call.cookie(Appearance.cookieName)), path: call.target)
  }
}

enum ExceptionEffect: String, CaseIterable, Sendable { case grant, deny }

/// What an invitation's id in a path is an id of.
private enum InviteEntity {}
