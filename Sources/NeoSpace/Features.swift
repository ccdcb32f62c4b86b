import Accounts
import Appearance
import Care
import Cats
import Chat
import Codeground
import Composition
import Core
import Design
import Downloads
import Feed
import Internals
import Lobby
import Mail
import Media
import Notices
import Operations
import People
import Portability
import Relations
import SQL
import Search
import Song
import Subjects
import Tasks
import Walls

/// The one list of features. A feature may refer to the tables of those before it.
enum Features {
  static let all: [any Feature.Type] = [
    AccountsFeature.self,
    AppearanceFeature.self,
    MailFeature.self,
    RelationsFeature.self,
    NoticesFeature.self,
    SubjectsFeature.self,
    MediaFeature.self,
    ChatFeature.self,
    TasksFeature.self,
    DownloadsFeature.self,
    WallsFeature.self,
    CodegroundFeature.self,
    SongFeature.self,
    PeopleFeature.self,
    LobbyFeature.self,
    FeedFeature.self,
    CatsFeature.self,
    SearchFeature.self,
    CareFeature.self,
    OperationsFeature.self,
    PortabilityFeature.self,
    InternalsFeature.self,
  ]

  /// The schema, a group for what all stand on and one for each feature.
  static func migrations() throws(SQLError) -> [[Migration]] {
    var groups = [try CoreMigrations.all()]
    for feature in all { groups.append(try feature.migrations()) }
    return groups
  }

  static func check(_ config: Config) throws(ConfigError) { for feature in all { try feature.check(config) } }

  static func destinations(_ config: Config) -> [Destination] {
    all.flatMap { feature in feature.destinations(config).map { $0.belonging(to: feature.featureSwitch) } }
  }
}
