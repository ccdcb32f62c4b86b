import Core

/// Someone wrote to the member in a conversation that the member is not looking at.
struct DirectNotice: NoticeKind {
  let name = "dm"
  let label = "Message"
  /// The conversation.
  let group = NoticeGroup.target

  func faces(of topics: [NoticeTopic], at snapshot: Snapshot) async throws -> [Int64: NoticeFace] {
    topics.reduce(into: [:]) { faces, topic in
      guard let room = topic.room else { return }
      faces[topic.id] = NoticeFace("wrote to you", link: ChatPath.room(RoomName(direct: room)))
    }
  }
}
