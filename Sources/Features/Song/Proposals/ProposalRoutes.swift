import Core
import HTTP
import JSON
import Web

/// Proposals, for programs.
struct ProposalRoutes: Sendable {
  let proposals: ProposalService

  private static let tag = "Song"
  private static let one: [RouteAnswer] = [
    .success(200, "The proposal with its verses", SongSchemas.seenProposal), .error(.notFound),
  ]

  var routes: [Route] {
    [
      .api(
        .get, "/api/song/stories/{id}/proposals", .signedIn, "Proposals of a story, newest first", tag: Self.tag,
        request: SongSchemas.proposalList,
        answers: [.success(200, "A part of the list", SongSchemas.proposals), .error(.notFound)]
      ) { call in
        let slice = try await proposals.list(call.scope, of: call.storyID, call.proposalPage())
        return .success { json in
          json.objects("proposals", slice.proposals.map(\.object))
          json.field("next", slice.next?.rawValue)
        }
      },
      .api(
        .post, "/api/song/stories/{id}/proposals", .permission(.editSong), "Propose a branch", tag: Self.tag,
        limit: [.requests, .member(.proposeVerse)], request: SongSchemas.newProposal,
        answers: [.success(201, "The proposal; Location says where", SongSchemas.proposal), .error(.notFound), .error(.conflict)],
        read: { fields throws(AppError) in NewProposal(reading: &fields) }, judged: make),
      .api(
        .get, "/api/song/proposals/{id}", .signedIn, "A proposal with its verses", tag: Self.tag, request: SongSchemas.addressed,
        answers: Self.one
      ) { call in
        let seen = try await proposals.proposal(call.scope, call.proposalID)
        try call.refuseQuery()
        return .proposal(seen, call)
      },
    ] + deciding
  }

  private var deciding: [Route] {
    [
      .api(
        .post, "/api/song/proposals/{id}/vote", .permission(.editSong), "Vote on a proposal", tag: Self.tag, request: SongSchemas.vote,
        answers: Self.one + [.error(.conflict)], read: { fields throws(AppError) in fields.flag("yes") }
      ) { call, yes in
        .proposal(try await proposals.vote(call.scope, on: call.proposalID, yes), call)
      },
      .api(
        .post, "/api/song/proposals/{id}/accept", .permission(.editSong), "Accept a proposal", tag: Self.tag, request: SongSchemas.accept,
        answers: Self.one + [.error(.conflict)], read: { fields throws(AppError) in fields.optionalID("from", of: VerseEntity.self) }
      ) { call, from in
        .proposal(try await proposals.accept(call.scope, call.proposalID, from: from), call)
      },
      .api(
        .post, "/api/song/proposals/{id}/decline", .permission(.editSong), "Decline a proposal", tag: Self.tag,
        request: SongSchemas.decline, answers: Self.one + [.error(.conflict)],
        read: { fields throws(AppError) in fields.optionalText("reason", 0...Proposal.longestText) ?? "" }
      ) { call, reason in
        .proposal(try await proposals.decline(call.scope, call.proposalID, because: reason), call)
      },
      .api(
        .post, "/api/song/proposals/{id}/withdraw", .permission(.editSong), "Withdraw a proposal", tag: Self.tag,
        request: SongSchemas.addressed, answers: Self.one + [.error(.conflict)]
      ) { call in
        .proposal(try await proposals.withdraw(call.scope, call.proposalID), call)
      },
    ]
  }

  private func make(_ call: Call, _ new: @escaping @Sendable () throws -> NewProposal) async throws -> Response {
    let canonical = (try? new())?.canonical
    let scope = try canonical.map { try call.idempotentScope($0) } ?? call.scope
    let made = try await proposals.make(scope, in: call.storyID, by: new)
    return .success(201) { json in
      json.key("proposal")
      json.raw(made.json)
    }.with("Location", SongPath.proposal(made.id))
  }
}

extension Call {
  /// Nil for text that is not an id: the service answers as for an id that nothing has.
  var proposalID: ProposalID? { ProposalID(text: path("id")) }

  /// Which part of a list of proposals is asked for. What is wrong is told once the story is found.
  func proposalPage() throws -> @Sendable () throws -> ProposalListRequest {
    let fields = try query()
    let asked = Result { () throws(AppError) in try Fields.read(fields) { ProposalListRequest(reading: &$0) } }
    return { try asked.get() }
  }
}

extension Response {
  fileprivate static func proposal(_ seen: SeenProposal, _ call: Call) -> Response {
    .success { seen.writeFields(to: &$0, at: call.scope.now) }
  }
}
