import Core
import SQL

/// Where notifications are kept, as the composition root hands it to `NoticesFeature`.
public struct NoticesRepositories: Sendable {
  let notices: NoticeRepository
  let own: OwnNoticeRepository
  let personal: NoticePersonalRepository
  let preferences: PreferenceRepository
  let digests: DigestRepository
  let places: PlaceRepository

  /// - Parameters:
  ///   - kinds: Those of all features.
  ///   - muted: What else members mute, of all features.
  public init(_ database: Database, kinds: [any NoticeKind], muted: [any MutedNames] = []) {
    preferences = PreferenceRepository(database: database, kinds: kinds, muted: muted)
    notices = NoticeRepository(kinds: kinds)
    own = OwnNoticeRepository(database: database, reading: notices.reading)
    personal = NoticePersonalRepository(database: database, reading: notices.reading)
    places = PlaceRepository(database)
    digests = DigestRepository(database: database, reading: notices.reading, kinds: kinds)
  }
}
