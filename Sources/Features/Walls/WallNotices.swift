import Core

/// Others placed stickers on the member's wall.
struct StickerNotice: NoticeKind {
  let name = "sticker"
  let label = "Sticker"
  let group = NoticeGroup.kind

  func faces(of topics: [NoticeTopic], at snapshot: Snapshot) -> [Int64: NoticeFace] {
    topics.reduce(into: [:]) { faces, topic in
      faces[topic.id] = NoticeFace(
        topic.events == 1 ? "placed a sticker on your wall" : "placed stickers on your wall",
        link: WallPath.sticker(StickerID(topic.subject), on: topic.username))
    }
  }
}

/// Others wrote in the member's guestbook.
struct GuestbookNotice: NoticeKind {
  let name = "guestbook"
  let label = "Guestbook"
  let group = NoticeGroup.kind

  func faces(of topics: [NoticeTopic], at snapshot: Snapshot) -> [Int64: NoticeFace] {
    topics.reduce(into: [:]) { faces, topic in
      faces[topic.id] = NoticeFace("wrote in your guestbook", link: WallPath.entry(EntryID(topic.subject), on: topic.username))
    }
  }
}
