import Core

/// There is something to look at.
struct CaseOpenedNotice: NoticeKind {
  let name = "case_opened"
  let label = "New case"
  let group = NoticeGroup.none
  let isOptional = false

  func faces(of topics: [NoticeTopic], at snapshot: Snapshot) -> [Int64: NoticeFace] {
    topics.reduce(into: [:]) { $0[$1.id] = NoticeFace("Something has been reported", link: CarePath.record(CaseID($1.subject))) }
  }
}

/// Staff did something about the member, or took it back. Who of them is not said.
struct ModerationNotice: NoticeKind {
  let name = "moderation"
  let label = "Moderation"
  let group = NoticeGroup.none
  let isOptional = false

  func faces(of topics: [NoticeTopic], at snapshot: Snapshot) -> [Int64: NoticeFace] {
    topics.reduce(into: [:]) { $0[$1.id] = NoticeFace("A message from the moderators", link: CarePath.standing) }
  }
}

/// Staff looked at what the member reported. What they did is not said.
struct ReportResolvedNotice: NoticeKind {
  let name = "report_resolved"
  let label = "Report closed"
  let group = NoticeGroup.none
  let isOptional = false

  func faces(of topics: [NoticeTopic], at snapshot: Snapshot) -> [Int64: NoticeFace] {
    topics.reduce(into: [:]) { $0[$1.id] = NoticeFace("A moderator has looked at what you reported", link: CarePath.reports) }
  }
}

/// Somebody asks for an action to be undone.
struct AppealOpenedNotice: NoticeKind {
  let name = "appeal_opened"
  let label = "New appeal"
  let group = NoticeGroup.none
  let isOptional = false

  func faces(of topics: [NoticeTopic], at snapshot: Snapshot) -> [Int64: NoticeFace] {
    topics.reduce(into: [:]) { $0[$1.id] = NoticeFace("A member appeals against an action", link: CarePath.appeals(.open)) }
  }
}

/// Staff decided about the member's appeal. Who of them is not said.
struct AppealDecidedNotice: NoticeKind {
  let name = "appeal_decided"
  let label = "Appeal decided"
  let group = NoticeGroup.none
  let isOptional = false

  func faces(of topics: [NoticeTopic], at snapshot: Snapshot) -> [Int64: NoticeFace] {
    topics.reduce(into: [:]) { $0[$1.id] = NoticeFace("Your appeal has been decided", link: CarePath.standing) }
  }
}
