import Core
import HTTP
import JSON
import Web

/// `/api/scripts/{id}/revisions` and `/r/{number}`: what is published.
struct RevisionRoutes: Sendable {
  let revisions: RevisionService

  var routes: [Route] {
    [
      .api(
        .get, "/api/scripts/{id}/revisions", .visible(.readWall), "A script's revisions, newest first", tag: "Codeground",
        request: CodegroundSchemas.revisionPage,
        answers: [
          .success(200, "A part of them", CodegroundSchemas.revisions), .error(.notFound), .error(.gone), .error(.validation),
        ], handler: list),
      .api(
        .post, "/api/scripts/{id}/revisions", .permission(.publishScript), "Publish the draft", tag: "Codeground",
        limit: [.requests, .member(.publishScript)], request: CodegroundSchemas.publication,
        answers: [
          .success(201, "The revision", CodegroundSchemas.published),
          .success(200, "The newest revision has the same code", CodegroundSchemas.published), .error(.notFound), .error(.gone),
          .error(.conflict),
        ],
        read: { fields throws(AppError) in Publication(reading: &fields) }, judged: publish),
      .api(
        .get, "/api/scripts/{id}/r/{number}", .visible(.readWall), "A revision, without its code", tag: "Codeground",
        request: CodegroundSchemas.numbered, answers: Self.one
      ) { call in
        let revision = try await revisions.revision(call.scope, call.revisionNumber, of: call.scriptID)
        try call.refuseQuery()
        return .revision(revision)
      },
      .api(
        .get, "/api/scripts/{id}/r/{number}/raw", .visible(.readWall), "A revision's code", tag: "Codeground",
        request: CodegroundSchemas.numbered,
        answers: [
          .other(200, "The code as plain text"), .other(304, "The caller has it"), .error(.notFound), .error(.gone),
          .error(.preconditionFailed),
        ],
        handler: raw),
      .api(
        .delete, "/api/scripts/{id}/r/{number}", .signedIn, "Withdraw a revision, for good", tag: "Codeground",
        request: CodegroundSchemas.numbered, answers: Self.one
      ) { call in
        .revision(try await revisions.withdraw(call.scope, call.revisionNumber, of: call.scriptID))
      },
      .api(
        .get, "/api/scripts/{id}/diff", .visible(.readWall), "What is different between two texts of a script", tag: "Codeground",
        request: CodegroundSchemas.diff,
        answers: [.success(200, "The hunks", CodegroundSchemas.hunks), .error(.notFound), .error(.gone)], handler: diff),
    ]
  }

  private static let one: [RouteAnswer] = [
    .success(200, "The revision", CodegroundSchemas.revision), .error(.notFound), .error(.gone),
  ]

  private func list(_ call: Call) async throws -> Response {
    let fields = try call.query()
    // Whether the caller sees the script is told first.
    let asked = Result { () throws(AppError) in
      try Fields.read(fields) { fields in
        fields.refuseEmpty("before", "limit")
        return (
          before: fields.optionalInteger("before", 1...Int64.max),
          limit: fields.optionalInteger("limit", RevisionPage.limits) ?? Int64(RevisionPage.standardLimit)
        )
      }
    }
    let page = try await revisions.list(call.scope, of: call.scriptID) { try asked.get() }
    return .success { json in
      json.key("revisions")
      json.array { json in for revision in page.revisions { json.raw(revision.object.json) } }
      json.field("next", page.next)
    }
  }

  private func publish(_ call: Call, _ input: @escaping @Sendable () throws -> Publication) async throws -> Response {
    let scope = (try? input().canonical).map { canonical in Result { () throws(AppError) in try call.idempotentScope(canonical) } }
    let published = try await revisions.publish(try scope?.get() ?? call.scope, call.scriptID, by: input)
    return .published(published)
  }

  private func raw(_ call: Call) async throws -> Response {
    let source = try await revisions.judged(call.scope, call.revisionNumber, of: call.scriptID)
    try call.refuseQuery()
    let tag = EntityTag(source.revision.sha256)
    let response: Response
    switch call.request.conditions.evaluate(isSafe: true, tag: tag) {
    case .notModified: response = .notModified
    case .failed: throw AppError(.preconditionFailed, "The code is not what you expect")
    case .proceed: response = .plainText(source.code)
    }
    return response.with("ETag", tag.description).with("Cache-Control", "private, no-cache")
      .with("Content-Security-Policy", "default-src 'none'; sandbox")
  }

  private func diff(_ call: Call) async throws -> Response {
    let fields = try call.query()
    let hunks = try await revisions.difference(call.scope, of: call.scriptID) {
      try Fields.read(fields) { DiffRequest(reading: &$0) }
    }
    return .success { json in
      json.key("hunks")
      json.array { json in for hunk in hunks { hunk.write(to: &json) } }
    }
  }
}

extension Response {
  static func revision(_ revision: Revision) -> Response {
    .success { json in
      json.key("revision")
      json.raw(revision.object.json)
    }
  }

  fileprivate static func published(_ published: Published) -> Response {
    var json = JSONWriter(capacity: published.data.count + 64)
    json.object { json in
      json.field("success", true)
      json.key("data")
      json.raw(published.data)
    }
    let response = Response.json(published.isNew ? 201 : 200, json.bytes)
    return published.isNew ? response.with("Location", CodegroundPath.api(published.script, published.number)) : response
  }
}
