import Core
import Design
import HTTP
import Web

/// The pages and forms of proposals.
struct ProposalPageRoutes: Sendable {
  let stories: StoryService
  let verses: VerseService
  let proposals: ProposalService
  let site: Site

  var routes: [Route] { listing + making + deciding }

  // MARK: Listing

  private var listing: [Route] {
    [
      .page(
        .get, "/song/stories/{id}/proposals", .signedIn, "Proposals of a story, newest first", request: SongSchemas.proposalList
      ) { call in
        let story = try await stories.story(call.scope, call.storyID).story
        let request = try call.proposalPage()
        let slice = try await proposals.list(call.scope, of: story.id, request)
        return .page(ProposalListPage(story: story, status: try request().status, slice: slice, visit: Visit(site, call)))
      }
    ]
  }

  // MARK: Making

  private var making: [Route] {
    [
      .page(
        .get, "/song/stories/{id}/propose", .permission(.editSong), "The form for a proposal", request: SongSchemas.newVersePage
      ) { call in
        let story = try await stories.story(call.scope, call.storyID).story
        let from = try Fields.read(call.query()) { $0.optionalID("from", of: VerseEntity.self) }
        return try await form(
          call, story, ProposalForm(from: (from ?? story.details.root).description, requestID: call.newRequestID))
      },
      .form(
        "/song/stories/{id}/propose", .permission(.editSong), "Propose a branch", limit: [.requests, .member(.proposeVerse)],
        request: SongSchemas.proposeForm
      ) { fields in
        let name = fields.typed("request_id", upTo: 255)
        return (new: NewProposal(reading: &fields), name: name)
      } submit: { call, form in
        let scope = call.idempotentScope(form: form.name, form.new.canonical)
        let made = try await proposals.make(scope, in: call.storyID) { form.new }
        return .redirect(to: SongPath.proposal(made.id))
      } refuse: { call, refused in
        let story = try await stories.story(call.scope, call.storyID).story
        var state = ProposalForm(from: refused.typed("from", upTo: 20), requestID: call.newRequestID)
        (state.label, state.title, state.note) = (refused.typed("label"), refused.typed("title"), refused.typed("note"))
        state.text = TextRules.normalised(refused.typed("body")) ?? refused.typed("body")
        state.isEnding = !refused.typed("ending", upTo: 8).isEmpty
        state.error = refused.error
        return try await form(call, story, state)
      },
    ]
  }

  private func form(_ call: Call, _ story: Story, _ form: ProposalForm) async throws -> Response {
    let names = try await verses.names(call.scope, of: story.id).filter { $0.status == .canon }
    return .page(ProposalFormPage(story: story, form: form, names: names, visit: Visit(site, call)))
  }

  // MARK: Deciding

  private var deciding: [Route] {
    [
      .page(.get, "/song/proposals/{id}", .signedIn, "A proposal") { call in
        let seen = try await proposals.proposal(call.scope, call.proposalID)
        try call.refuseQuery()
        return try await page(call, seen)
      },
      .form("/song/proposals/{id}/vote", .permission(.editSong), "Vote on a proposal", request: SongSchemas.voteForm) { fields in
        fields.parsed("yes", "must be true or false", placeholder: false, upTo: 8) { text in
          text.utf8.elementsEqual("true".utf8) ? true : text.utf8.elementsEqual("false".utf8) ? false : nil
        }
      } submit: { call, yes in
        .redirect(to: SongPath.proposal(try await proposals.vote(call.scope, on: call.proposalID) { yes }.proposal.id))
      } refuse: { call, form in
        try await page(call, try await proposals.proposal(call.scope, call.proposalID), form.error)
      },
      .form("/song/proposals/{id}/accept", .permission(.editSong), "Accept a proposal", request: SongSchemas.acceptForm) { fields in
        fields.optionalID("from", of: VerseEntity.self)
      } submit: { call, from in
        .redirect(to: SongPath.proposal(try await proposals.accept(call.scope, call.proposalID) { from }.proposal.id))
      } refuse: { call, form in
        try await page(
          call, try await proposals.proposal(call.scope, call.proposalID), form.error, from: form.typed("from", upTo: 20))
      },
      .form("/song/proposals/{id}/decline", .permission(.editSong), "Decline a proposal", request: SongSchemas.declineForm) { fields in
        fields.optionalText("reason", 0...Proposal.longestText) ?? ""
      } submit: { call, reason in
        .redirect(to: SongPath.proposal(try await proposals.decline(call.scope, call.proposalID) { reason }.proposal.id))
      } refuse: { call, form in
        try await page(call, try await proposals.proposal(call.scope, call.proposalID), form.error, reason: form.typed("reason"))
      },
      .button("/song/proposals/{id}/withdraw", .permission(.editSong), "Withdraw a proposal") { call in
        .redirect(to: SongPath.proposal(try await proposals.withdraw(call.scope, call.proposalID).proposal.id))
      } refuse: { call, form in
        try await page(call, try await proposals.proposal(call.scope, call.proposalID), form.error)
      },
    ]
  }

  private func page(
    _ call: Call, _ seen: SeenProposal, _ error: AppError? = nil, from: String = "", reason: String = ""
  ) async throws -> Response {
    let names = try await verses.names(call.scope, of: seen.proposal.story)
    return .page(
      ProposalPage(seen: seen, names: names, now: call.scope.now, from: from, reason: reason, error: error, visit: Visit(site, call)))
  }
}
