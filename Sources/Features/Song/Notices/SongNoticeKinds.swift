import Core

/// Somebody proposed a branch of a story that the member decides or votes on, or decided about the member's own, or saved a verse that the
/// member wrote. A proposal is a negative subject.
struct VerseNotice: NoticeKind {
  let name = "verse"
  let label = "Verse"
  /// The story.
  let group = NoticeGroup.target

  func faces(of topics: [NoticeTopic], at snapshot: Snapshot) async throws -> [Int64: NoticeFace] {
    let authors = try await SongNoticeRows.proposers(of: topics.filter { $0.subject < 0 }.map { -$0.subject }, at: snapshot)
    return topics.reduce(into: [:]) { faces, topic in
      guard topic.subject < 0 else {
        faces[topic.id] = NoticeFace("changed a verse that you wrote", link: SongPath.verse(VerseID(topic.subject)))
        return
      }
      let isOwn = authors[-topic.subject] == topic.recipient
      faces[topic.id] = NoticeFace(
        isOwn ? "decided about your proposal" : "proposed a branch of a story", link: SongPath.proposal(ProposalID(-topic.subject)))
    }
  }
}
