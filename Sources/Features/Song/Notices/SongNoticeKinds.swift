import Core

/// Somebody proposed a branch of a story that the member decides or votes on, or decided about the member's own, or saved a verse that the
/// member wrote; or the vote on the member's own has ended, which nobody is named for. A proposal is a negative subject.
struct VerseNotice: NoticeKind {
  let name = "verse"
  let label = "Verse"
  /// The story.
  let group = NoticeGroup.target

  func faces(of topics: [NoticeTopic], at snapshot: Snapshot) async throws -> [Int64: NoticeFace] {
    let proposals = try await SongNoticeRows.proposals(topics.filter { $0.subject < 0 }.map { -$0.subject }, at: snapshot)
    return topics.reduce(into: [:]) { faces, topic in
      guard topic.subject < 0 else {
        faces[topic.id] = NoticeFace("changed a verse that you wrote", link: SongPath.verse(VerseID(topic.subject)))
        return
      }
      let link = SongPath.proposal(ProposalID(-topic.subject))
      let proposal = proposals[-topic.subject]
      if topic.isUnsigned {
        faces[topic.id] = NoticeFace(sentence: "The vote on your proposal has ended" + Self.outcome(proposal?.status), link: link)
      } else {
        let isOwn = proposal?.author == topic.recipient
        faces[topic.id] = NoticeFace(isOwn ? "decided about your proposal" : "proposed a branch of a story", link: link)
      }
    }
  }

  private static func outcome(_ status: ProposalState?) -> String {
    switch status {
    case .accepted: ": it is accepted"
    case .declined: ": it is declined"
    case .passed: ": it passed and waits for its place"
    case .open, .withdrawn, nil: ""
    }
  }
}
