import Core

/// Whose deed it was, as a reader is told.
enum Whose: String, Sendable {
  case you, someone

  /// Nil for nobody's, and for somebody who left.
  init?(_ member: UserID?, to viewer: UserID?) {
    guard let member else { return nil }
    self = member == viewer ? .you : .someone
  }
}

extension Reason {
  /// "Someone signed in: pleasure +0.31, half gone by 14:30".
  func text(_ who: Whose?, at moment: Int64) -> String {
    let axis = axis
    let half = row.at + row.cat.nature.halfLives[axis]
    let gone = moment >= half ? "half gone" : "half gone by \(Timestamp(milliseconds: half).iso8601.dropFirst(11).prefix(5))"
    return "\(row.cause.sentence(who, row.cat)): \(axis.rawValue) \(left[axis].signedHundredths), \(gone)"
  }
}

extension LedgerRow.Cause {
  /// What happened, in a sentence without its stop.
  func sentence(_ who: Whose?, _ cat: Cat) -> String {
    guard case .deed(let deed) = self else { return "A keeper sent \(cat.title) home" }
    let somebody = who == .you ? "You" : "Someone"
    return switch deed {
    case .loginSuccess: "\(somebody) signed in"
    case .loginAgain: "\(somebody) signed in yet again"
    case .loginFailure: who == nil ? "Signing in failed" : "\(somebody) gave a wrong password"
    case .systemError: who == nil ? "The server failed" : "\(somebody) met an error"
    case .formError: who == nil ? "A form was refused" : "\(somebody) sent a form that was refused"
    case .timeout: "\(somebody) fell silent"
    case .friendAdded: "\(somebody) made a friend"
    case .postCreated: "\(somebody) made something new"
    case .stickerPlaced: "\(somebody) placed a sticker"
    case .scriptForked: "\(somebody) forked a script"
    case .verseCanon: who == .you ? "Your verse became canon" : "A verse became canon"
    case .contentRemoved: "A moderator removed something"
    case .idle: "An hour passed in which nothing happened"
    case .pet: "\(somebody) petted \(cat.title)"
    }
  }

  /// A name for tables: "Signed in".
  var title: String {
    guard case .deed(let deed) = self else { return "Sent home" }
    return switch deed {
    case .loginSuccess: "Sign-in"
    case .loginAgain: "Sign-in again"
    case .loginFailure: "Failed sign-in"
    case .systemError: "Server error"
    case .formError: "Refused form"
    case .timeout: "Silence"
    case .friendAdded: "New friend"
    case .postCreated: "New post"
    case .stickerPlaced: "Sticker"
    case .scriptForked: "Fork"
    case .verseCanon: "Canon verse"
    case .contentRemoved: "Removal"
    case .idle: "Idle hour"
    case .pet: "Pet"
    }
  }
}

extension Int64 {
  /// Millionths with two decimals and a sign: `+0.31`, `-1.00`.
  var signedHundredths: String { (self < 0 ? "-" : "+") + hundredths.drop { $0 == "-" } }

  /// Millionths with two decimals: `0.31`, `-1.00`.
  var hundredths: String {
    let rounded = (Swift.abs(self) + 5_000) / 10_000
    let (whole, rest) = (rounded / 100, rounded % 100)
    return "\(self < 0 && rounded > 0 ? "-" : "")\(whole).\(rest < 10 ? "0" : "")\(rest)"
  }
}
