import Core

/// Something that happened and of which members are told.
public struct NoticeCause: Sendable {
  let kind: any NoticeKind
  let actor: UserID?
  let subject: Int64
  let target: Int64
  let room: RoomID?
  let body: String?
  let rival: (any NoticeKind)?

  /// - Parameters:
  ///   - actor: Who did it; nil for the server and for staff, who are not named.
  ///   - subject: The thing it is about. The same actor doing the same to the same thing is told once.
  ///   - target: What events of one notification have in common, for kinds that group by it.
  ///   - room: Where it is read and may be seen.
  ///   - rival: Who is told of the same thing by this kind is not told again.
  ///   - body: Written by staff or the server, never by another member.
  public init(
    _ kind: any NoticeKind, by actor: UserID?, about subject: Int64, target: Int64 = 0, in room: RoomID? = nil,
    unlessToldBy rival: (any NoticeKind)? = nil, body: String? = nil
  ) {
    self.kind = kind
    self.actor = actor
    self.subject = subject
    self.room = room
    self.body = body
    self.rival = rival
    self.target =
      switch kind.group {
      case .kind: 0
      case .target: target
      case .none: subject
      }
  }
}

/// Events that no longer stand: those to which all of this applies.
public struct NoticeMatch: Sendable {
  let kinds: [String]
  var subject: Int64?
  var target: Int64?
  var actor: UserID?
  var recipient: UserID?
  var others: [UserID] = []

  /// What one actor or everybody did to a thing.
  ///
  /// - Parameter others: They keep theirs.
  public init(
    _ kinds: any NoticeKind..., about subject: Int64, by actor: UserID? = nil, to recipient: UserID? = nil, exceptTo others: [UserID] = []
  ) {
    self.kinds = kinds.map(\.name)
    self.subject = subject
    self.actor = actor
    self.recipient = recipient
    self.others = others
  }

  /// What one member was told of a target.
  public init(_ kind: any NoticeKind, target: Int64, to recipient: UserID) {
    kinds = [kind.name]
    self.target = target
    self.recipient = recipient
  }

  /// What one actor did, of kinds that are about the recipient alone.
  public init(_ kinds: any NoticeKind..., by actor: UserID, to recipient: UserID) {
    self.kinds = kinds.map(\.name)
    self.actor = actor
    self.recipient = recipient
  }
}
