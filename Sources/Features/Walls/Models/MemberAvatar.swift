import Core
import Media

/// What stands for a member beside their name.
public struct MemberAvatar: Sendable {
  /// The pictures' sides in pixels.
  enum Side: Int64, CaseIterable, Sendable {
    case small = 128
    case large = 256

    var file: MediaFileName { self == .small ? .square128 : .square256 }
  }

  let name: String
  let color: Int
  /// Nil where initials are drawn.
  let picture: MediaSquare?
}
