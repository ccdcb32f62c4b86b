import Core

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

  init() {}

  /// At least one field.
  public static func patch(reading fields: inout Fields) throws(AppError) -> ProfileChange {
    var change = ProfileChange()
    var isEmpty = true
    func given(_ name: String) -> Bool {
      guard fields.has(name) else { return false }
      isEmpty = false
      return true
    }
    if given("display_name") { change.displayName = fields.name("display_name", 1...100) }
    if given("bio") { change.bio = .set(fields.optionalText("bio", 1...160)) }
    if given("status_message") { change.statusMessage = .set(fields.optionalLine("status_message", 1...100)) }
    if given("status_emoji") {
      change.statusEmoji = .set(fields.isCleared("status_emoji") ? nil : fields.emoji("status_emoji").description)
    }
    if given("now_kind") { change.nowKind = .set(fields.isCleared("now_kind") ? nil : fields.choice("now_kind")) }
    if given("now_activity") { change.nowActivity = .set(fields.optionalLine("now_activity", 1...50)) }
    if given("accent") { change.accent = .set(fields.isCleared("accent") ? nil : fields.accent("accent")) }
    if given("theme") { change.theme = fields.choice("theme") }
    if given("visibility") { change.visibility = fields.choice("visibility") }
    if given("stickers") { change.stickers = fields.choice("stickers") }
    if given("show_online") { change.showsOnline = fields.flag("show_online") }
    if given("dm_policy") { change.directPolicy = fields.choice("dm_policy") }
    for name in ["avatar", "banner", "voice_intro", "anthem", "anthem_title"] where given(name) {
      fields.ignore(name)
      // Clearing what is always empty changes nothing.
      if !fields.isCleared(name) { fields.refuse(name, "cannot be set on this server") }
    }
    if isEmpty {
      try fields.finish()
      throw AppError(.validation, "Say what to change")
    }
    return change
  }

  func apply(to profile: inout Profile) throws(AppError) {
    if case .set(let value) = bio { profile.bio = value }
    if case .set(let value) = statusMessage { profile.statusMessage = value }
    if case .set(let value) = statusEmoji { profile.statusEmoji = value }
    if case .set(let value) = accent { profile.accent = value }
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
