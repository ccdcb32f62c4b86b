import Core
import Transfer

enum WallSettings {
  static let fetchAllowed = Setting(
    "NEOSPACE_FETCH_ALLOW", default: [], shownAs: "none",
    meaning: "Servers that link cards may fetch from although they are not public, as `host:port`, separated by commas",
    example: "intranet.example.org:8080", .list("must be entries like host:port, separated by commas") { HostPort($0) })
}

extension Limit {
  static let addModule = Limit("add_module", .minute(10), meaning: "Modules a member adds")
  static let placeSticker = Limit("place_sticker", .minute(20), meaning: "Stickers a member places")
  static let changeSticker = Limit("change_sticker", .minute(60), meaning: "Changes a member makes to stickers")
  static let signGuestbook = Limit("sign_guestbook", .minute(10), meaning: "Guestbook entries a member writes")
}
