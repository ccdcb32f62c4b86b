import Core
import Design
import HTTP
import Web

/// `/admin/users`: the list of members, and one member's page with the forms of the staff.
struct MemberAdminRoutes: Sendable {
  let directory: DirectoryService
  let moderation: ModerationService
  let recovery: RecoveryService
  let publicURL: String
  let site: Site

  var routes: [Route] {
    [
      .either(
        .get, "/admin/users", .permission(.moderate), "Members by name, or those who are new, muted or banned", tag: "Moderation",
        request: AccountSchemas.memberQuery, answers: [.json(200, "A slice of them", AccountSchemas.members)], handler: list),
      .either(
        .get, "/admin/users/{id}", .permission(.moderate), "One member", tag: "Moderation", request: AccountSchemas.memberPath,
        answers: [.json(200, "The member as staff see them", AccountSchemas.memberFile), .error(.notFound)]
      ) { call in
        if call.wantsPage { return try await page(call) }
        let file = try await directory.file(call.scope, of: call.id())
        return .json { file.write(to: &$0) }
      },
      button("sessions", "End all sessions of a member") { try await moderation.endSessions($0.scope, $0.id()) },
      .button(pattern("recovery"), .permission(.admin), "Make a link for a new password") { call in
        let token = try await recovery.issue(call.scope, for: call.id())
        return try await page(call, link: publicURL + AccountPath.recover(token)).with("Cache-Control", "no-store")
      } refuse: { call, form in
        try await page(call, error: form.error)
      },
      form("role", AccountSchemas.roleForm, "Change a role", .admin) {
        $0.choice("role", of: Role.self)
      } change: { call, role in
        try await moderation.setRole(call.scope, call.id(), to: role)
      },
      form("exceptions", AccountSchemas.exceptionForm, "Grant or deny a permission", .admin) { fields in
        (
          permission: fields.choice("permission", of: Permission.self),
          effect: fields.choice("effect", of: PermissionException.Effect.self),
          days: fields.optionalInteger("days", 1...365)
        )
      } change: { call, wanted in
        try await moderation.setException(
          call.scope, call.id(), wanted.effect, wanted.permission, for: wanted.days.map { .days(Int($0)) })
      },
      form("exceptions/end", AccountSchemas.exceptionEndForm, "Remove a grant or denial", .admin) { fields in
        (permission: fields.choice("permission", of: Permission.self), effect: fields.choice("effect", of: PermissionException.Effect.self))
      } change: { call, wanted in
        try await moderation.removeException(call.scope, call.id(), wanted.effect, wanted.permission)
      },
    ]
  }

  private func pattern(_ action: String) -> PathPattern { PathPattern("/admin/users/{id}/" + action) }

  /// A form on a member's page, which then shows the member as they are now.
  private func form<Input: Sendable>(
    _ action: String, _ schema: RequestSchema, _ summary: String, _ permission: Permission = .moderate,
    _ read: @escaping @Sendable (inout Fields) throws(AppError) -> Input,
    change: @escaping @Sendable (Call, Input) async throws -> Void
  ) -> Route {
    .form(pattern(action), .permission(permission), summary, request: schema, read: read) { call, input in
      try await change(call, input)
      return .redirect(to: AccountPath.member(try call.id()))
    } refuse: { call, form in
      try await page(call, error: form.error)
    }
  }

  private func button(_ action: String, _ summary: String, change: @escaping @Sendable (Call) async throws -> Void) -> Route {
    .button(pattern(action), .permission(.moderate), summary) { call in
      try await change(call)
      return .redirect(to: AccountPath.member(try call.id()))
    } refuse: { call, form in
      try await page(call, error: form.error)
    }
  }

  private func list(_ call: Call) async throws -> Response {
    if try call.query().has("standing") { return try await chosen(call) }
    let asked = try Fields.read(call.query()) { fields in
      (
        text: fields.optionalText("q", 0...4 * EmailAddress.maximumLength) ?? "", after: fields.optionalText("after", 1...64) ?? "",
        limit: fields.optionalInteger("limit", 1...100).map(Int.init) ?? DirectoryService.sliceSize
      )
    }
    let text = asked.text
    let slice = try await directory.members(call.scope, matching: text, after: asked.after, limit: asked.limit)
    guard call.wantsPage else { return .json { $0.members(slice.members, next: slice.next) } }
    return .page(MembersPage(visit: Visit(site, call), text: text, slice: slice))
  }

  /// New, muted or banned members.
  private func chosen(_ call: Call) async throws -> Response {
    let asked = try Fields.read(call.query()) { fields in
      (
        standing: fields.choice("standing", of: MemberStandingFilter.self), before: fields.optionalID("before", of: UserEntity.self),
        limit: fields.optionalInteger("limit", 1...100).map(Int.init) ?? DirectoryService.sliceSize
      )
    }
    let slice = try await directory.members(call.scope, asked.standing, before: asked.before, limit: asked.limit)
    guard call.wantsPage else { return .json { $0.members(slice.members, next: slice.next.map { "\($0)" }) } }
    return .page(ChosenMembersPage(visit: Visit(site, call), standing: asked.standing, members: slice.members, next: slice.next))
  }

  private func page(_ call: Call, error: AppError? = nil, link: String? = nil) async throws -> Response {
    let file = try await directory.file(call.scope, of: call.id())
    return .page(
      MemberPage(visit: Visit(site, call), file: file, viewer: try call.scope.requireMember(), error: error, link: link))
  }
}
