import HTML

/// A member as a square: their picture, or their initials on their colour. Decoration: the name stands beside it.
public struct Avatar: View {
  public enum Size: String, Sendable {
    case small = "avatar small"
    case regular = "avatar"
    case large = "avatar large"
  }

  private let name: String
  private let color: Int
  private let picture: String?
  private let size: Size

  /// - Parameter color: 0..7.
  public init(name: String, color: Int, picture: String? = nil, size: Size = .regular) {
    self.name = name
    self.color = color
    self.picture = picture
    self.size = size
  }

  public var body: some HTML {
    span(.class("\(size.rawValue) m\(color)"), .aria("hidden", "true")) {
      if let picture {
        img(.src(picture), .alt(""), .width(40), .height(40), .loading("lazy"))
      } else {
        Self.initials(of: name)
      }
    }
  }

  /// The first letters of the first and last word; of a single word its first two.
  ///
  /// A letter is a whole `Character`: an emoji of ten code points is not cut apart. Names are looked at up to a limit, as walking
  /// characters is slow where thousands of marks belong to one.
  static func initials(of name: String) -> String {
    let name = String(String.UnicodeScalarView(name.unicodeScalars.prefix(200)))
    let words = name.split { !$0.isLetter && !$0.isNumber }
    guard let first = words.first, let last = words.last else { return String(name.prefix(1)) }
    return words.count == 1 ? String(first.prefix(2)) : String(first.prefix(1)) + String(last.prefix(1))
  }
}
