import Core

/// Somebody invited the member to work on a draft.
struct HandNotice: NoticeKind {
  let name = "hand"
  let label = "Hand"
  /// The script.
  let group = NoticeGroup.target

  func faces(of topics: [NoticeTopic], at snapshot: Snapshot) -> [Int64: NoticeFace] {
    topics.reduce(into: [:]) { faces, topic in
      faces[topic.id] = NoticeFace("invited you to work on a script", link: CodegroundPath.part(ScriptID(topic.subject), .edit))
    }
  }
}

/// Somebody proposed changes to the member's script, or decided about the member's own proposal.
struct ProposalNotice: NoticeKind {
  let name = "proposal"
  let label = "Proposal"
  /// The script.
  let group = NoticeGroup.target

  func faces(of topics: [NoticeTopic], at snapshot: Snapshot) async throws -> [Int64: NoticeFace] {
    let authors = try await ProposalRows.authors(of: topics.map(\.subject), at: snapshot)
    return topics.reduce(into: [:]) { faces, topic in
      let isOwn = authors[topic.subject] == topic.recipient
      faces[topic.id] = NoticeFace(
        isOwn ? "decided about your proposal" : "proposed changes to your script",
        link: CodegroundPath.proposal(ProposalID(topic.subject)))
    }
  }
}
