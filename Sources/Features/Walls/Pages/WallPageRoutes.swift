import Core
import Design
import HTTP
import Relations
import Web

/// `/@{username}` and the pages beside it.
struct WallPageRoutes: Sendable {
  let walls: WallService
  let modules: ModuleService
  let guestbook: GuestbookService
  let firstSteps: FirstStepService
  /// Where a bot of that name is found.
  let botPage: @Sendable (String) -> String?
  let site: Site

  var routes: [Route] {
    [
      .page(.get, "/@{username}", .visible(.readWall), "A member's wall", request: WallSchemas.wallPage, handler: show),
      .page(
        .get, "/@{username}/removed", .permission(.postWall), "Modules that can be brought back", request: WallSchemas.removedPage,
        handler: removed),
      .page(
        .get, "/@{username}/guestbook", .visible(.readWall), "A part of a guestbook", request: WallSchemas.guestbookPage, handler: entries),
      .form(
        "/@{username}/guestbook", .permission(.postWall), "Sign a guestbook", limit: [.requests, .member(.signGuestbook)],
        request: WallSchemas.signForm
      ) { fields in
        fields.takeAll()
      } submit: { call, fields in
        let username = call.path("username")
        _ = try await guestbook.sign(call.scope, username) {
          try Fields.read(fields) { $0.text("text", GuestbookEntry.textLengths) }
        }
        return .redirect(to: WallPath.wall(username))
      } refuse: { call, form in
        let page = try await guestbook.entries(call.scope, of: call.path("username")) { (nil, EntryPage.standardLimit) }
        return .page(GuestbookPage(page: page, isFirst: true, typed: form.typed("text"), problem: form.error, visit: Visit(site, call)))
      },
      .button("/@{username}/first-steps/hide", .signedIn, "Hide what a new member does first") { call in
        let owner = try await walls.visible(call.scope, call.path("username")).owner
        guard owner.id == call.scope.member?.id else { throw AppError.forbidden("This is somebody else's wall") }
        try await firstSteps.hide(call.scope)
        return .redirect(to: WallPath.wall(owner.username))
      },
      .button("/guestbook/{id}/delete", .permission(.postWall), "Delete an entry for good") { call in
        .redirect(to: WallPath.wall(try await guestbook.delete(call.scope, call.id())))
      },
    ]
  }

  private func show(_ call: Call) async throws -> Response {
    let after: ModuleID? = try Fields.read(call.query()) { $0.optionalID("after") }
    let wall: Wall
    do { wall = try await walls.wall(call.scope, of: call.path("username"), after: after) } catch let error as AppError
      where error.code == .notFound
    {
      if let page = botPage(call.path("username")) { return .redirect(to: page) }
      guard let (person, relation) = try await walls.blocked(call.scope, call.path("username")) else { throw error }
      return .page(BlockedWallPage(person: person, relation: relation, visit: Visit(site, call)))
    }
    guard wall.profile.owner.username == call.path("username") else {
      return .redirect(to: WallPath.wall(wall.profile.owner.username))
    }
    let isOwner = wall.profile.owner.id == call.scope.member?.id
    let steps = isOwner ? try await firstSteps.own(call.scope) : nil
    return .page(WallPage(wall: wall, steps: steps, visit: Visit(site, call)))
      .holdingRunners(at: site.origin ?? "", withFrames: true)
  }

  private func removed(_ call: Call) async throws -> Response {
    let latest: ModuleID? = try Fields.read(call.query()) { $0.optionalID("module") }
    let profile = try await walls.own(call.scope, at: call.path("username"))
    let found = try await modules.removed(call.scope)
    return .page(
      RemovedModulesPage(modules: found, username: profile.owner.username, latest: latest, problem: nil, visit: Visit(site, call)))
  }

  private func entries(_ call: Call) async throws -> Response {
    let before: EntryID? = try Fields.read(call.query()) { $0.optionalID("before") }
    let page = try await guestbook.entries(call.scope, of: call.path("username")) { (before, EntryPage.standardLimit) }
    return .page(GuestbookPage(page: page, isFirst: before == nil, visit: Visit(site, call)))
  }
}
