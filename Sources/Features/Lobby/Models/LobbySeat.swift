import Core

/// Where somebody stands, in hundredths of a percent of the lobby's width and height: the same for all viewers, on every node, as it follows
/// from the ids alone.
struct LobbySeat: Hashable, Sendable {
  /// How far people stand from the middle of their room, at most.
  private static let reach = 0.09

  /// 0...10,000.
  let x: Int
  let y: Int

  init(of user: UserID, in room: RoomID?) {
    let (one, other) = Self.chances(UInt64(bitPattern: user.rawValue))
    // Those in no room stand along the lower edge.
    guard let room else {
      self.init(x: 0.06 + 0.88 * one, y: 0.82 + 0.12 * other)
      return
    }
    let center = Self.center(of: room)
    self.init(x: center.x + Self.reach * (2 * one - 1), y: center.y + Self.reach * (2 * other - 1))
  }

  private init(x: Double, y: Double) {
    self.x = Int((min(max(x, 0.02), 0.98) * 10_000).rounded())
    self.y = Int((min(max(y, 0.02), 0.98) * 10_000).rounded())
  }

  /// Rooms made one after another stand far apart: Martin Roberts' R2 sequence, https://extremelearning.com.au/unreasonable-effectiveness-of-quasirandom-sequences/.
  private static func center(of room: RoomID) -> (x: Double, y: Double) {
    let number = Double(room.rawValue % 1_000_000)
    let x = (0.5 + number * 0.754_877_666_246_692_8).truncatingRemainder(dividingBy: 1)
    let y = (0.5 + number * 0.569_840_290_998_053_3).truncatingRemainder(dividingBy: 1)
    return (0.12 + 0.76 * x, 0.12 + 0.56 * y)
  }

  /// Two numbers below 1 that belong to a user: splitmix64, Steele, Lea and Flood 2014.
  private static func chances(_ seed: UInt64) -> (Double, Double) {
    func mixed(_ step: UInt64) -> Double {
      var z = seed &+ step &* 0x9E37_79B9_7F4A_7C15
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
    }
    return (mixed(1), mixed(2))
  }

  /// With two decimals at most: `12.5`.
  static func decimal(_ hundredths: Int) -> String {
    let (whole, rest) = hundredths.quotientAndRemainder(dividingBy: 100)
    if rest == 0 { return "\(whole)" }
    return rest % 10 == 0 ? "\(whole).\(rest / 10)" : "\(whole).\(rest < 10 ? "0" : "")\(rest)"
  }
}
