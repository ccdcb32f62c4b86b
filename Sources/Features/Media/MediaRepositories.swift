import Core
import SQL

/// Where media are kept, as the composition root hands it to `MediaFeature`.
public struct MediaRepositories: Sendable {
  let media: MediaRepository
  let served: ServedMediaRepository

  /// - Parameter kinds: the things of all features that show media.
  public init(_ database: Database, kinds: [any MediaUseRows]) {
    media = MediaRepository(database: database)
    served = ServedMediaRepository(database: database, kinds: kinds)
  }
}
