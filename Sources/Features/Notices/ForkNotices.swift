import Core

/// Somebody forked the member's script or story. Subjects and targets are the numbers of scripts; those of stories are negative.
public struct ForkNotice: NoticeKind {
  public let name = "fork"
  public let label = "Fork"
  /// What was forked.
  public let group = NoticeGroup.target

  public init() {}

  public func faces(of topics: [NoticeTopic], at snapshot: Snapshot) -> [Int64: NoticeFace] {
    topics.reduce(into: [:]) { faces, topic in
      let number = topic.subject.magnitude.description
      faces[topic.id] =
        topic.subject < 0
        ? NoticeFace("forked your story", link: Link("song", "stories", number).text)
        : NoticeFace("forked your script", link: Link("codeground", number).text)
    }
  }
}
