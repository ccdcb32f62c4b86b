import Core
import Crypto
import Design
import HTTP
import Media
import Relations
import Web

/// `/@{username}/modules/…`: forms that do all that the script does.
struct ModulePageRoutes: Sendable {
  let walls: WallService
  let modules: ModuleService
  let uploads: UploadService
  let site: Site

  var routes: [Route] {
    [
      .page(
        .get, "/@{username}/modules/new", .permission(.postWall), "The form for a new module", request: WallSchemas.newModulePage,
        handler: showNew),
      .form(
        "/@{username}/modules", .permission(.postWall), "Add a module", limit: [.requests, .member(.addModule)],
        request: WallSchemas.moduleForm, body: files(of:)
      ) { fields in
        fields.takeAll()
      } submit: { call, fields in
        let draft = try Fields.read(fields) { ModuleDraft(form: &$0) }
        let scope = call.idempotentScope(form: fields.typed("request_id", upTo: 255), draft.canonical)
        let made = try await modules.create(scope, draft)
        return .redirect(to: WallPath.module(ModuleID(made.id), on: try call.scope.requireMember().username))
      } refuse: { call, form in
        let kind = ModuleKind(rawValue: form.typed("kind", upTo: 64)) ?? .text
        // What was refused is another request when it is put right.
        let state = ModuleForm(kind, requestID: call.newRequestID).refused(form.fields, form.error)
        return .page(
          ModuleFormPage(
            purpose: .make(after: form.typed("after", upTo: 64)), state: state, works: try await modules.ownWorks(call.scope, for: kind),
            username: try call.scope.requireMember().username, visit: Visit(site, call)))
      },
      .page(.get, "/@{username}/modules/{id}", .permission(.postWall), "What can be done with a module", handler: showActions),
      .page(.get, "/@{username}/modules/{id}/edit", .permission(.postWall), "A module's form", handler: showEdit),
      .form(
        "/@{username}/modules/{id}/edit", .permission(.postWall), "Change a module", request: WallSchemas.moduleForm, body: files(of:)
      ) { fields in
        fields.takeAll()
      } submit: { call, fields in
        let module = try await modules.change(call.scope, call.id()) { kind in
          try Fields.read(fields) { ModuleChange(kind, form: &$0) }
        }
        return .redirect(to: WallPath.module(module.id, on: module.ownerName))
      } refuse: { call, form in
        let module = try await modules.module(call.scope, call.id())
        guard module.owner == call.scope.member?.id else { throw form.error }
        return .page(
          ModuleFormPage(
            purpose: .change(module.id), state: ModuleForm(module).refused(form.fields, form.error),
            works: try await modules.ownWorks(call.scope, for: module.content.kind), username: module.ownerName, visit: Visit(site, call)))
      },
      .form("/@{username}/modules/{id}/move", .permission(.postWall), "Move a module by one place", request: WallSchemas.moveForm) {
        fields in
        fields.takeAll()
      } submit: { call, fields in
        let module = try await ownModule(call)
        let moved = try await modules.move(call.scope, module.id, by: { try Fields.read(fields) { $0.choice("to") } })
        return .redirect(to: WallPath.module(moved.id, on: moved.ownerName))
      },
      .button("/@{username}/modules/{id}/remove", .permission(.postWall), "Remove a module") { call in
        let module = try await visibleModule(call)
        let end = try await modules.remove(call.scope, module.id)
        return .redirect(
          to: end == nil ? WallPath.wall(module.ownerName) : WallPath.removed(module.ownerName, undoing: module.id))
      },
      .button("/@{username}/modules/{id}/restore", .permission(.postWall), "Bring a removed module back") { call in
        let owner = try await walls.own(call.scope, at: call.path("username")).owner
        let module = try await modules.restore(call.scope, call.id())
        return .redirect(to: WallPath.module(module.id, on: owner.username))
      } refuse: { call, form in
        let owner = try await walls.own(call.scope, at: call.path("username")).owner
        return .page(
          RemovedModulesPage(
            modules: try await modules.removed(call.scope), username: owner.username, latest: nil, problem: form.error,
            visit: Visit(site, call)))
      },
    ]
  }

  /// The form's fields, with its files uploaded, if the wall is the caller's own. What handles the fields need not ask that again.
  private func files(of call: Call) async throws -> Fields {
    _ = try await walls.own(call.scope, at: call.path("username"))
    return try await uploads.form(call, most: WallPicture.galleryLengths.upperBound, upTo: BodyLimit.code)
  }

  private func showNew(_ call: Call) async throws -> Response {
    let asked = try Fields.read(call.query()) { fields throws(AppError) in
      (kind: fields.optionalChoice("kind") ?? ModuleKind.text, after: fields.optionalID("after", of: ModuleEntity.self))
    }
    let owner = try await walls.own(call.scope, at: call.path("username")).owner
    if let feature = asked.kind.feature { try call.scope.gate.require(feature) }
    return .page(
      ModuleFormPage(
        purpose: .make(after: asked.after?.description ?? ""), state: ModuleForm(asked.kind, requestID: call.newRequestID),
        works: try await modules.ownWorks(call.scope, for: asked.kind), username: owner.username, visit: Visit(site, call)))
  }

  private func showActions(_ call: Call) async throws -> Response {
    let owner = try await walls.visible(call.scope, call.path("username")).owner
    let module = try await visibleModule(call)
    let isStaff = try await walls.outranks(call.scope, owner)
    guard owner.id == call.scope.member?.id || isStaff else { throw AppError.forbidden("This is somebody else's wall") }
    return .page(ModuleActionsPage(module: module, visit: Visit(site, call)))
  }

  private func showEdit(_ call: Call) async throws -> Response {
    let module = try await ownModule(call)
    return .page(
      ModuleFormPage(
        purpose: .change(module.id), state: ModuleForm(module), works: try await modules.ownWorks(call.scope, for: module.content.kind),
        username: module.ownerName, visit: Visit(site, call)))
  }

  /// A module of the wall that the address names, if the caller sees it.
  private func visibleModule(_ call: Call) async throws -> WallModule {
    let owner = try await walls.visible(call.scope, call.path("username")).owner
    let module = try await modules.module(call.scope, call.id())
    guard module.owner == owner.id else { throw AppError.noWall }
    return module
  }

  /// The same, if the wall is the caller's own.
  private func ownModule(_ call: Call) async throws -> WallModule {
    let module = try await visibleModule(call)
    guard module.owner == call.scope.member?.id else { throw AppError.forbidden("This is somebody else's wall") }
    return module
  }
}

extension Fields {
  /// All fields, to be judged once it is known that the caller may send them.
  mutating func takeAll() -> Fields {
    let all = self
    ignoreRest()
    return all
  }
}
