import Core
import Design
import HTTP
import JSON
import Web

/// `/codeground`: the list, and the pages and forms of single scripts that are their owners' own.
struct ScriptPageRoutes: Sendable {
  let scripts: ScriptService
  let revisions: RevisionService
  let proposals: ProposalService
  let site: Site

  var routes: [Route] {
    [
      .page(.get, "/codeground", .visible(.readWall), "Scripts to run", request: CodegroundSchemas.page, handler: list),
      .form(
        "/codeground", .signedIn, "Make a script", limit: [.requests, .member(.forkScript)], request: CodegroundSchemas.newForm
      ) { fields in
        (new: NewScript(reading: &fields), name: fields.typed("request_id", upTo: 255))
      } submit: { call, form in
        let made = try await scripts.make(call.idempotentScope(form: form.name, form.new.canonical), form.new)
        return .redirect(to: CodegroundPath.part(made.id, .edit))
      } refuse: { call, form in
        let state = NewScriptForm(
          runtime: form.typed("runtime", upTo: 64), title: form.typed("title"), requestID: call.newRequestID, error: form.error)
        return try await list(call, ScriptListRequest(), state)
      },
      .page(.get, "/codeground/{id}", .visible(.readWall), "A script and its revisions") { call in
        let seen = try await scripts.script(call.scope, call.scriptID)
        try call.refuseQuery()
        let head = try await scripts.head(call.scope, of: seen.script.id)
        let page = try await revisions.list(call.scope, of: seen.script.id) { (nil, RevisionPage.limits.upperBound) }
        let offered = call.scope.member == nil ? [] : try await proposals.list(call.scope, of: seen.script.id)
        return .page(
          ScriptPageView(
            seen: seen, revisions: page, proposals: offered, head: head, requestID: call.newRequestID, visit: Visit(site, call))
        )
        .holdingRunners(at: site.origin ?? "")
      },
      .page(.get, "/codeground/{id}/details", .signedIn, "The form of a script's details") { call in
        let script = try await own(call)
        return .page(DetailsPage(script: script, form: DetailsForm(script), visit: Visit(site, call)))
      },
      .form("/codeground/{id}/details", .signedIn, "Change a script's details", request: CodegroundSchemas.detailsForm) { fields in
        ScriptChange(form: &fields)
      } submit: { call, change in
        let script = try await scripts.change(call.scope, call.scriptID) { change }
        return .redirect(to: CodegroundPath.script(script.id))
      } refuse: { call, form in
        let script = try await own(call)
        let state = DetailsForm(
          title: form.typed("title"), summary: form.typed("summary"), tags: form.typed("tags"),
          visibility: form.typed("visibility", upTo: 64), error: form.error)
        return .page(DetailsPage(script: script, form: state, visit: Visit(site, call)))
      },
      .page(.get, "/codeground/{id}/delete", .signedIn, "Asks before a script is deleted") { call in
        let script = try await own(call)
        return .page(
          QuestionPage(
            question: "Delete this script?", title: script.title,
            words: "It goes out of every list, and nobody can open or run it. For 30 days you can bring it back.", verb: "Delete",
            action: CodegroundPath.part(script.id, .delete), cancel: CodegroundPath.script(script.id), mainClass: "codeground",
            styles: ScriptPages.styles, visit: Visit(site, call)))
      },
      .button("/codeground/{id}/delete", .signedIn, "Delete a script") { call in
        let script = try await own(call)
        _ = try await scripts.delete(call.scope, script.id)
        return .redirect(to: CodegroundPath.deleted(showing: script.id))
      },
      .button("/codeground/{id}/restore", .signedIn, "Bring a deleted script back") { call in
        .redirect(to: CodegroundPath.script(try await scripts.restore(call.scope, call.scriptID).id))
      },
    ]
  }

  private func list(_ call: Call) async throws -> Response {
    let (request, latest) = try Fields.read(call.query()) { fields in
      let latest = fields.optionalID("script", of: ScriptEntity.self)
      return (ScriptListRequest(reading: &fields), latest)
    }
    guard request.deleted else { return try await list(call, request, NewScriptForm(requestID: call.newRequestID)) }
    let deleted = try await scripts.deleted(call.scope)
    if let latest, let script = deleted.first(where: { $0.id == latest }) {
      return .page(DeletedScriptPage(script: script, visit: Visit(site, call)))
    }
    return .page(DeletedScriptsPage(scripts: deleted, visit: Visit(site, call)))
  }

  private func list(_ call: Call, _ request: ScriptListRequest, _ form: NewScriptForm) async throws -> Response {
    let page = try await scripts.list(call.scope, request)
    return .page(ScriptListPage(listing: ScriptListing(request: request, page: page), form: form, visit: Visit(site, call)))
      .holdingRunners(at: site.origin ?? "")
  }

  /// A script of the caller's own. `FORBIDDEN` to others who see it.
  private func own(_ call: Call) async throws -> Script {
    let seen = try await scripts.script(call.scope, call.scriptID)
    guard seen.role == .owner else { throw ScriptAccess.notYours }
    return seen.script
  }
}

extension DetailsForm {
  init(_ script: Script) {
    self.init(
      title: script.title, summary: script.details.summary, tags: script.details.tagLine, visibility: script.visibility.rawValue)
  }
}
