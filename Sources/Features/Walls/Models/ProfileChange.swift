import Core
import Media
import Relations

/// A change of some of a profile's fields; nil leaves one as it is, `.set(nil)` clears it.
public struct ProfileChange: Hashable, Sendable {
  enum Edit<Value: Hashable & Sendable>: Hashable, Sendable {
    case kept
    case set(Value?)
  }

  var displayName: String?
  var bio = Edit<String>.kept
  var statusMessage = Edit<String>.kept
  var statusEmoji = Edit<String>.kept
  var nowKind = Edit<NowKind>.kept
  var nowActivity = Edit<String>.kept
  var accent = Edit<String>.kept
  var theme: WallTheme?
  var visibility: WallVisibility?
  var stickers: StickerPolicy?
  var showsOnline: Bool?
  var directPolicy: DirectPolicy?
  var anthemTitle = Edit<String>.kept
  /// Those that are not kept.
  var files: [ProfileFile: MediaID?] = [:]

  init() {}

  /// At least one field.
  public static func patch(reading fields: inout Fields) throws(AppError) -> ProfileChange {
    var change = ProfileChange()
    for file in ProfileFile.allCases where fields.has(file.rawValue) {
      change.files.updateValue(fields.isCleared(file.rawValue) ? nil : fields.mediaID(file.rawValue, of: file.kind), forKey: file)
    }
    try change.readWords(&fields)
    return change
  }

  /// All but the files. At least one field.
  mutating func readWords(_ fields: inout Fields) throws(AppError) {
    var isEmpty = files.isEmpty
    func given(_ name: String) -> Bool {
      guard fields.has(name) else { return false }
      isEmpty = false
      return true
    }
    if given("display_name") { displayName = fields.name("display_name", 1...100) }
    if given("bio") { bio = .set(fields.optionalText("bio", 1...160)) }
    if given("status_message") { statusMessage = .set(fields.optionalLine("status_message", 1...100)) }
    if given("status_emoji") {
      statusEmoji = .set(fields.isCleared("status_emoji") ? nil : fields.emoji("status_emoji").description)
    }
    if given("now_kind") { nowKind = .set(fields.isCleared("now_kind") ? nil : fields.choice("now_kind")) }
    if given("now_activity") { nowActivity = .set(fields.optionalLine("now_activity", 1...50)) }
    if given("accent") { accent = .set(fields.isCleared("accent") ? nil : fields.accent("accent")) }
    if given("theme") { theme = fields.choice("theme") }
    if given("visibility") { visibility = fields.choice("visibility") }
    if given("stickers") { stickers = fields.choice("stickers") }
    if given("show_online") { showsOnline = fields.flag("show_online") }
    if given("dm_policy") { directPolicy = fields.choice("dm_policy") }
    if given("anthem_title") { anthemTitle = .set(fields.optionalLine("anthem_title", 1...100)) }
    if isEmpty {
      try fields.finish()
      throw AppError(.validation, "Say what to change")
    }
  }

  /// The files that the profile shows after the change.
  func claims(on profile: Profile) -> [ProfileFile: MediaClaim] {
    var claims: [ProfileFile: MediaClaim] = [:]
    for file in ProfileFile.allCases {
      let id: MediaID? = files[file] ?? profile.files[file]?.id
      claims[file] = id.map(file.claim)
    }
    return claims
  }

  func apply(to profile: inout Profile) throws(AppError) {
    if case .set(let value) = bio { profile.bio = value }
    if case .set(let value) = statusMessage { profile.statusMessage = value }
    if case .set(let value) = statusEmoji { profile.statusEmoji = value }
    if case .set(let value) = accent { profile.accent = value }
    if case .set(let value) = anthemTitle { profile.anthemTitle = value }
    if let theme { profile.theme = theme }
    if let visibility { profile.visibility = visibility }
    if let stickers { profile.stickers = stickers }
    if let showsOnline { profile.showsOnline = showsOnline }
    if let directPolicy { profile.directPolicy = directPolicy }
    let kind = if case .set(let value) = nowKind { value } else { profile.now?.kind }
    let activity = if case .set(let value) = nowActivity { value } else { profile.now?.activity }
    switch (kind, activity) {
    case (let kind?, let activity?): profile.now = Profile.Now(kind: kind, activity: activity)
    case (nil, nil): profile.now = nil
    case (nil, _): throw .validation("now_kind", "is needed with now_activity")
    case (_, nil): throw .validation("now_activity", "is needed with now_kind")
    }
  }
}

extension Fields {

  /// `#RRGGBB`, in upper case.
  fileprivate mutating func accent(_ name: String) -> String {
    parsed(name, "must be a colour such as #A3E635", placeholder: "#000000", upTo: 64) { text in
      let digits = text.utf8.dropFirst()
      guard text.utf8.first == UInt8(ascii: "#"), digits.count == 6, digits.allSatisfy({ UInt8(ascii: "0") <= $0 && $0 < 0x80 }),
        UInt32(String(text.dropFirst()), radix: 16) != nil
      else { return nil }
      return text.uppercased()
    }
  }
}
