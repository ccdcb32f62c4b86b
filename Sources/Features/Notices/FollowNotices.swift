import Core
import Relations

/// Others follow the member.
public struct FollowNotice: NoticeKind {
  public let name = "follow"
  public let label = "Follow"
  public let group = NoticeGroup.kind

  public init() {}

  public func faces(of topics: [NoticeTopic], at snapshot: Snapshot) -> [Int64: NoticeFace] {
    topics.reduce(into: [:]) { $0[$1.id] = NoticeFace("started following you", link: FollowPath.list("followers")) }
  }
}

/// Others ask to follow the member.
public struct FollowRequestNotice: NoticeKind {
  public let name = "follow_request"
  public let label = "Follow request"
  public let group = NoticeGroup.kind

  public init() {}

  public func faces(of topics: [NoticeTopic], at snapshot: Snapshot) -> [Int64: NoticeFace] {
    topics.reduce(into: [:]) { $0[$1.id] = NoticeFace("asked to follow you", link: FollowPath.list("requests")) }
  }

  public func actions(about username: String) -> [NoticeAction] {
    [
      NoticeAction("Accept", path: RelationPath.act(.accept, on: username)),
      NoticeAction("Decline", path: RelationPath.act(.remove, on: username)),
    ]
  }
}

/// Others let the member follow them.
public struct FollowAcceptedNotice: NoticeKind {
  public let name = "follow_accepted"
  public let label = "Follow accepted"
  public let group = NoticeGroup.kind

  public init() {}

  public func faces(of topics: [NoticeTopic], at snapshot: Snapshot) -> [Int64: NoticeFace] {
    topics.reduce(into: [:]) { faces, topic in
      faces[topic.id] = NoticeFace(
        topic.events == 1 ? "accepted your follow request" : "accepted your follow requests", link: FollowPath.list("following"))
    }
  }
}

private enum FollowPath {
  static func list(_ name: String) -> String { Link("follows", query: ["list": name]).text }
}
