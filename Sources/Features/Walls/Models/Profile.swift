import Core
import Media
import Relations

public enum WallTheme: String, CaseIterable, Sendable { case `default`, dark, retro, hacker, zen }
public enum StickerPolicy: String, CaseIterable, Sendable { case everyone, followers, nobody }
public enum NowKind: String, CaseIterable, Sendable {
  case thinking, listening, working, playing, reading, watching

  /// As a wall says it.
  var label: String { capitalised }
}

/// How a member presents themselves, with the settings that only they see.
public struct Profile: Hashable, Sendable {
  let owner: Person
  var bio: String?
  var statusMessage: String?
  var statusEmoji: String?
  var now: Now?
  var theme: WallTheme
  var accent: String?
  var visibility: WallVisibility
  var stickers: StickerPolicy
  var showsOnline: Bool
  var directPolicy: DirectPolicy
  var files: [ProfileFile: ShownMedia]
  var anthemTitle: String?
  let joinedAt: Timestamp
  /// Of its last change, in the place of the wall.
  var sequence: Int64

  struct Now: Hashable, Sendable {
    let kind: NowKind
    let activity: String
  }

  public var version: String { String(sequence) }
}

/// What a profile shows of its owner's files.
public enum ProfileFile: String, CaseIterable, Sendable {
  case avatar, banner
  case voiceIntro = "voice_intro"
  case anthem

  static let longestIntro = Duration.seconds(30)

  var kind: MediaItem.Kind {
    switch self {
    case .avatar, .banner: .image
    case .voiceIntro, .anthem: .audio
    }
  }

  func claim(_ id: MediaID) -> MediaClaim {
    MediaClaim(
      id, kind: kind, longest: self == .voiceIntro ? Self.longestIntro : nil, needsSquare: self == .avatar, field: rawValue)
  }
}
