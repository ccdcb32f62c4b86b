import Core

/// What members are told of, as the composition root builds it.
public struct NoticesFeature: Sendable {
  public let service: NoticeService
  public let preferences: PreferenceService
  let personal: PersonalNoticeService
  /// What other features raise and withdraw notifications with.
  public let notices: NoticeRepository
  public let desks: DeskRepository
  let objects: [any PlaceObjects]

  public init(work: UnitOfWork, repositories rows: NoticesRepositories, sendsMail: Bool = false) {
    preferences = PreferenceService(work: work, rows: rows.preferences, sendsMail: sendsMail)
    notices = rows.notices
    desks = rows.notices.desks
    service = NoticeService(work: work, notices: rows.notices, own: rows.own, places: rows.places)
    personal = PersonalNoticeService(work: work, notices: rows.notices, personal: rows.personal)
    objects = [NoticeObjectRepository(reading: rows.notices.reading), rows.notices.desks]
  }
}
