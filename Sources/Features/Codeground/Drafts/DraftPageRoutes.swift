import Core
import Design
import HTTP
import Web

/// `/codeground/{id}/edit` and `/history`: what owner and hands work on, without a script.
struct DraftPageRoutes: Sendable {
  let scripts: ScriptService
  let drafts: DraftService
  let site: Site

  var routes: [Route] {
    [
      .page(.get, "/codeground/{id}/edit", .signedIn, "The editor", request: CodegroundSchemas.editPage) { call in
        let seen = try await work(call)
        _ = try Fields.read(call.query()) { $0.optionalFlag("plain") }
        let head = try await scripts.head(call.scope, of: seen.script.id)
        let text = try await drafts.draft(call.scope, seen.script.id)
        return editor(
          call, seen, text.draft, EditorForm(code: text.code, base: "\(text.draft.version)"), head)
      },
      .form(
        "/codeground/{id}/edit", .signedIn, "Save the draft", limit: [.requests, .member(.saveDraft)],
        request: CodegroundSchemas.editForm, body: { try await $0.form(upTo: BodyLimit.code) }
      ) { fields in
        DraftSave(reading: &fields)
      } submit: { call, save in
        let text = try await drafts.save(call.scope, call.scriptID) { save }
        return .redirect(to: CodegroundPath.part(text.draft.script, .edit))
      } refuse: { call, form in
        let seen = try await work(call)
        let head = try await scripts.head(call.scope, of: seen.script.id)
        let text = try await drafts.draft(call.scope, seen.script.id)
        // What was typed, with its line ends as they are kept.
        let code = TextRules.normalised(form.typed("code", upTo: BodyLimit.code)) ?? form.typed("code", upTo: BodyLimit.code)
        var state = EditorForm(code: code, base: form.typed("base_version", upTo: 20), error: form.error)
        if form.error.code == .conflict {
          let hunks = try await LineWork.run { LineDiff(from: text.code, to: code).hunks }
          state.conflict = EditorForm.Conflict(present: text.draft.version, hunks: hunks)
        }
        return editor(call, seen, text.draft, state, head)
      },
      .page(.get, "/codeground/{id}/history", .signedIn, "Versions of a draft that are kept") { call in
        let seen = try await work(call)
        try call.refuseQuery()
        return .page(
          DraftHistoryPage(
            script: seen.script, versions: try await drafts.versions(call.scope, of: seen.script.id), visit: Visit(site, call)))
      },
      .page(.get, "/codeground/{id}/history/{version}", .signedIn, "A kept version of a draft") { call in
        let seen = try await work(call)
        try call.refuseQuery()
        let found = try await drafts.version(call.scope, call.keptVersion, of: seen.script.id)
        let present = try await drafts.draft(call.scope, seen.script.id).draft.version
        return .page(
          KeptVersionPage(script: seen.script, kept: found.kept, code: found.code, present: present, visit: Visit(site, call)))
      },
    ]
  }

  private func work(_ call: Call) async throws -> SeenScript {
    let seen = try await scripts.script(call.scope, call.scriptID)
    guard seen.role.works else { throw call.scope.noScript }
    return seen
  }

  private func editor(_ call: Call, _ seen: SeenScript, _ draft: Draft, _ form: EditorForm, _ head: PlaceHead) -> Response {
    .page(EditorPage(seen: seen, draft: draft, form: form, head: head, requestID: call.newRequestID, visit: Visit(site, call)))
      .holdingRunners(at: site.origin ?? "")
  }
}
