import Core

/// What members are told of, as the composition root builds it.
public struct NoticesFeature: Sendable {
  public let service: NoticeService
  public let preferences: PreferenceService
  public let digests: DigestService
  let personal: PersonalNoticeService
  /// What other features raise and withdraw notifications with.
  public let notices: NoticeRepository
  public let desks: DeskRepository
  let objects: [any PlaceObjects]

  /// - Parameters:
  ///   - secret: the server's; the links that stop digests are derived from it.
  ///   - publicURL: what links in emails begin with.
  ///   - mail: nil if no mail is sent.
  public init(work: UnitOfWork, repositories rows: NoticesRepositories, secret: [UInt8], publicURL: String, mail: (any MailQueue)? = nil) {
    preferences = PreferenceService(work: work, rows: rows.preferences, sendsMail: mail != nil)
    digests = DigestService(
      work: work, rows: rows.digests, token: DigestToken(secret: secret), publicURL: publicURL, mail: mail)
    notices = rows.notices
    desks = rows.notices.desks
    service = NoticeService(work: work, notices: rows.notices, own: rows.own, places: rows.places)
    personal = PersonalNoticeService(work: work, notices: rows.notices, personal: rows.personal)
    objects = [NoticeObjectRepository(reading: rows.notices.reading), rows.notices.desks]
  }
}
