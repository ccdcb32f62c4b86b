import Accounts
import Core

/// The server has a problem. Its text is the notification's body.
struct SystemNotice: NoticeKind {
  let name = "system"
  let label = "Problems of the server"
  let group = NoticeGroup.none
  let isOptional = false
  /// Administrators get a letter of its own at once.
  let isMailedByDefault = false

  func faces(of topics: [NoticeTopic], at snapshot: Snapshot) -> [Int64: NoticeFace] {
    topics.reduce(into: [:]) { $0[$1.id] = NoticeFace("The server has a problem", link: AccountPath.admin) }
  }
}
