import Core
import Design
import HTTP
import JSON
import Web

/// Proposals, for programs and for people.
struct ProposalRoutes: Sendable {
  let scripts: ScriptService
  let drafts: DraftService
  let proposals: ProposalService
  let site: Site

  var routes: [Route] { forPrograms + forPeople }

  private var forPrograms: [Route] {
    [
      .api(
        .post, "/api/scripts/{id}/proposals", .permission(.publishScript), "Propose a fork's newest revision", tag: "Codeground",
        limit: [.requests, .member(.proposeScript)], request: CodegroundSchemas.newProposal,
        answers: [.success(201, "The proposal", CodegroundSchemas.proposal), .error(.notFound), .error(.gone), .error(.conflict)],
        read: { fields throws(AppError) in NewProposal(reading: &fields) }
      ) { (call: Call, new: @escaping @Sendable () throws -> NewProposal) in
        let name = (try? new())?.canonical ?? []
        let made = try await proposals.make(call.idempotentScope(name), to: call.scriptID, by: new)
        return .success(201) { json in
          json.key("proposal")
          json.raw(made.json)
        }
      },
      .api(
        .get, "/api/scripts/{id}/proposals", .signedIn, "Proposals to a script: all for owner and hands, one's own for others",
        tag: "Codeground", request: CodegroundSchemas.addressed,
        answers: [.success(200, "Newest first", CodegroundSchemas.proposals), .error(.notFound), .error(.gone)]
      ) { call in
        let found = try await proposals.list(call.scope, of: call.scriptID)
        try call.refuseQuery()
        return .success { json in
          json.key("proposals")
          json.array { json in for proposal in found { proposal.write(to: &json) } }
        }
      },
      .api(
        .get, "/api/scripts/proposals/{p}", .signedIn, "One proposal, with what it would change", tag: "Codeground",
        request: CodegroundSchemas.proposalAddress,
        answers: [.success(200, "The proposal", CodegroundSchemas.proposalView), .error(.notFound), .error(.gone)]
      ) { call in
        let view = try await proposals.proposal(call.scope, call.proposalID)
        try call.refuseQuery()
        return .success { json in
          json.key("proposal")
          view.proposal.write(to: &json)
          json.key("hunks")
          json.array { json in for hunk in view.hunks { hunk.write(to: &json) } }
        }
      },
      .api(
        .post, "/api/scripts/proposals/{p}/accept", .signedIn, "Merge a proposal into the draft", tag: "Codeground",
        request: CodegroundSchemas.acceptance,
        answers: [.success(200, "Merged", CodegroundSchemas.accepted), .error(.notFound), .error(.gone), .error(.conflict)],
        read: { fields throws(AppError) in fields.integer("base_version", 1...Int64.max) }
      ) { (call: Call, base: @escaping @Sendable () throws -> Int64) in
        let accepted = try await proposals.accept(call.scope, call.proposalID, on: base)
        return .success { json in
          json.key("proposal")
          accepted.proposal.write(to: &json)
          json.key("draft")
          json.raw(accepted.draft.object.json)
          json.field("conflicts", accepted.conflicts)
        }
      },
      .api(
        .post, "/api/scripts/proposals/{p}/decline", .signedIn, "Decline a proposal", tag: "Codeground",
        request: CodegroundSchemas.refusal,
        answers: [.success(200, "Declined", CodegroundSchemas.proposal), .error(.notFound), .error(.gone), .error(.conflict)],
        read: { fields throws(AppError) in fields.optionalText("reason", 0...Proposal.longestReason) ?? "" }
      ) { (call: Call, reason: @escaping @Sendable () throws -> String) in
        .proposal(try await proposals.decline(call.scope, call.proposalID, because: reason))
      },
      .api(
        .post, "/api/scripts/proposals/{p}/withdraw", .signedIn, "Take one's own proposal back", tag: "Codeground",
        request: CodegroundSchemas.proposalAddress,
        answers: [.success(200, "Withdrawn", CodegroundSchemas.proposal), .error(.notFound), .error(.gone), .error(.conflict)]
      ) { call in
        .proposal(try await proposals.withdraw(call.scope, call.proposalID))
      },
    ]
  }

  private var forPeople: [Route] {
    [
      .form(
        "/codeground/{id}/proposals", .permission(.publishScript), "Propose a fork's newest revision",
        limit: [.requests, .member(.proposeScript)], request: CodegroundSchemas.proposalForm
      ) { fields in
        (new: NewProposal(reading: &fields), name: fields.typed("request_id", upTo: 255))
      } submit: { call, form in
        let scope = call.idempotentScope(form: form.name, form.new.canonical)
        return .redirect(to: CodegroundPath.proposal(try await proposals.make(scope, to: call.scriptID) { form.new }.id))
      },
      .page(.get, "/codeground/proposals/{p}", .signedIn, "A proposal") { call in
        try call.refuseQuery()
        return try await page(call, nil)
      },
      .form("/codeground/proposals/{p}/accept", .signedIn, "Merge a proposal into the draft", request: CodegroundSchemas.acceptForm) {
        fields in
        fields.integer("base_version", 1...Int64.max)
      } submit: { call, base in
        let accepted = try await proposals.accept(call.scope, call.proposalID) { base }
        return .redirect(to: CodegroundPath.part(accepted.draft.script, .edit))
      } refuse: { call, form in
        try await page(call, form.error)
      },
      .form("/codeground/proposals/{p}/decline", .signedIn, "Decline a proposal", request: CodegroundSchemas.declineForm) { fields in
        fields.optionalText("reason", 0...Proposal.longestReason) ?? ""
      } submit: { call, reason in
        .redirect(to: CodegroundPath.proposal(try await proposals.decline(call.scope, call.proposalID) { reason }.id))
      } refuse: { call, form in
        try await page(call, form.error)
      },
      .button("/codeground/proposals/{p}/withdraw", .signedIn, "Take one's own proposal back") { call in
        .redirect(to: CodegroundPath.proposal(try await proposals.withdraw(call.scope, call.proposalID).id))
      } refuse: { call, form in
        try await page(call, form.error)
      },
    ]
  }

  private func page(_ call: Call, _ problem: AppError?) async throws -> Response {
    let view = try await proposals.proposal(call.scope, call.proposalID)
    let isOwner = view.proposal.owner == call.scope.member?.id
    let version = isOwner ? try await drafts.draft(call.scope, view.proposal.script).draft.version : nil
    return .page(ProposalPage(view: view, version: version, problem: problem, visit: Visit(site, call)))
  }
}

extension Call {
  fileprivate var proposalID: ProposalID? { ProposalID(text: path("p")) }
}

extension Response {
  fileprivate static func proposal(_ proposal: Proposal) -> Response {
    .success { json in
      json.key("proposal")
      proposal.write(to: &json)
    }
  }
}
