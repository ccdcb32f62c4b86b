import Chat
import Core
import Design
import HTTP
import JSON
import Relations
import Web

/// `/codeground/{id}/r/{number}` and `/publish`.
struct RevisionPageRoutes: Sendable {
  let scripts: ScriptService
  let drafts: DraftService
  let revisions: RevisionService
  let rooms: RoomService
  let site: Site

  var routes: [Route] {
    [
      .page(
        .get, "/codeground/{id}/r/{number}", .visible(.readWall), "A revision and its code",
        request: CodegroundSchemas.revisionPageQuery, handler: show),
      .page(.get, "/codeground/{id}/r/{number}/withdraw", .signedIn, "Asks before a revision is withdrawn") { call in
        let source = try await revisions.source(call.scope, call.revisionNumber, of: call.scriptID)
        let revision = source.revision
        guard revision.owner.id == call.scope.member?.id else { throw ScriptAccess.notYours }
        return .page(
          QuestionPage(
            question: "Withdraw this revision?", title: "\(revision.title), revision \(revision.number)",
            words: "This is for ever: its code, its note and its description are erased everywhere. Forks of others stay.",
            verb: "Withdraw", action: CodegroundPath.withdraw(revision.script, revision.number),
            cancel: CodegroundPath.revision(revision.script, revision.number), mainClass: "codeground", styles: ScriptPages.styles,
            visit: Visit(site, call)))
      },
      .button("/codeground/{id}/r/{number}/withdraw", .signedIn, "Withdraw a revision, for good") { call in
        .redirect(to: CodegroundPath.script(try await revisions.withdraw(call.scope, call.revisionNumber, of: call.scriptID).script))
      },
      .page(.get, "/codeground/{id}/publish", .permission(.publishScript), "The form to publish the draft") { call in
        let script = try await own(call)
        try call.refuseQuery()
        let draft = try await drafts.draft(call.scope, script.id).draft
        let visibility = script.revisions == 0 ? ScriptVisibility.public : script.visibility
        return .page(
          PublishPage(
            script: script, form: PublishForm(base: "\(draft.version)", visibility: visibility.rawValue, requestID: call.newRequestID),
            rooms: try await roomsToPostIn(call), visit: Visit(site, call)))
      },
      .form(
        "/codeground/{id}/publish", .permission(.publishScript), "Publish the draft", limit: [.requests, .member(.publishScript)],
        request: CodegroundSchemas.publishForm, body: { try await $0.form(numbering: "room") }
      ) { fields in
        (publication: Publication(form: &fields), name: fields.typed("request_id", upTo: 255))
      } submit: { call, form in
        let scope = call.idempotentScope(form: form.name, form.publication.canonical)
        let published = try await revisions.publish(scope, call.scriptID) { form.publication }
        return .redirect(to: CodegroundPath.revision(published.script, published.number))
      } refuse: { call, form in
        let script = try await own(call)
        let state = PublishForm(
          base: form.typed("base_version", upTo: 20), note: form.typed("note"), alt: form.typed("alt"),
          visibility: form.typed("visibility", upTo: 64), isOnWall: !form.typed("wall", upTo: 8).isEmpty,
          rooms: (1...100).map { form.typed("room.\($0)", upTo: 64) }.filter { !$0.isEmpty }, requestID: call.newRequestID,
          error: form.error)
        return .page(PublishPage(script: script, form: state, rooms: try await roomsToPostIn(call), visit: Visit(site, call)))
      },
    ]
  }

  private func show(_ call: Call) async throws -> Response {
    let source = try await revisions.source(call.scope, call.revisionNumber, of: call.scriptID)
    let comparesParent = try Fields.read(call.query()) { fields in
      fields.optionalParsed("from", "must be parent", upTo: 20) { $0.utf8.elementsEqual("parent".utf8) ? true : nil } ?? false
    }
    let id = source.revision.script
    let head = try await scripts.head(call.scope, of: id)
    let changes: [Hunk]? =
      comparesParent
      ? try await revisions.difference(call.scope, of: id) { DiffRequest(from: .parent, to: .number(source.revision.number)) } : nil
    let role: ScriptRole = source.revision.owner.id == call.scope.member?.id ? .owner : .reader
    return .page(RevisionPageView(source: source, role: role, head: head, changes: changes, visit: Visit(site, call)))
      .holdingRunners(at: site.origin ?? "")
  }

  /// The caller's own rooms, without those where they only read.
  private func roomsToPostIn(_ call: Call) async throws -> [String] {
    let permissions = call.scope.permissions
    guard permissions.contains(.readRoom), permissions.contains(.postMessage) else { return [] }
    return try await rooms.list(call.scope).filter { room in
      room.isMember && (room.kind != .announcement || permissions.contains(.moderate))
    }.map(\.name.rawValue)
  }

  private func own(_ call: Call) async throws -> Script {
    let seen = try await scripts.script(call.scope, call.scriptID)
    guard seen.role == .owner else { throw ScriptAccess.notYours }
    return seen.script
  }
}
