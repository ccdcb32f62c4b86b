import Core
import HTML

/// A member as a square: their picture, and below it their initials on their colour, which show until it has loaded. Decoration: the name
/// stands beside it.
public struct Avatar: View {
  public enum Size: String, Sendable {
    case small = "avatar small"
    case regular = "avatar"
    case large = "avatar large"

    /// Of the square on most pages, in CSS pixels.
    public var side: Int {
      switch self {
      case .small: 28
      case .regular: 40
      case .large: 128
      }
    }

    /// Pictures have 128 pixels, or 256 when asked for: two for each CSS pixel of a large one.
    fileprivate func address(of user: UserID) -> String { self == .large ? user.largeAvatarPath : user.avatarPath }
  }

  private let user: UserID
  private let name: String
  private let color: Int
  private let size: Size
  private let picture: String?

  /// - Parameters:
  ///   - color: 0..7.
  ///   - picture: The path of a bot's picture.
  public init(_ user: UserID, name: String, color: Int, size: Size = .regular, picture: String? = nil) {
    self.user = user
    self.name = name
    self.color = color
    self.size = size
    self.picture = picture
  }

  public var body: some HTML {
    span(.class("\(size.rawValue) m\(color)"), .aria("hidden", "true")) {
      Self.initials(of: name)
      img(.src(picture ?? size.address(of: user)), .alt(""), .width(size.side), .height(size.side), .loading("lazy"))
    }
  }

  /// The first letters of the first and last word; of a single word its first two.
  ///
  /// A letter is a whole `Character`: an emoji of ten code points is not cut apart. Names are looked at up to a limit, as walking
  /// characters is slow where thousands of marks belong to one.
  public static func initials(of name: String) -> String {
    let name = String(String.UnicodeScalarView(name.unicodeScalars.prefix(200)))
    let words = name.split { !$0.isLetter && !$0.isNumber }
    guard let first = words.first, let last = words.last else { return String(name.prefix(1)) }
    return words.count == 1 ? String(first.prefix(2)) : String(first.prefix(1)) + String(last.prefix(1))
  }
}
