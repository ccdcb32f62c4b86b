import Chat
import Core
import Design

/// Where cats are found.
enum CatPath {
  static let list = "/cats"
  static let mutedStyles = "/cats/muted.css"
  static let settings = Site.catSettingsPath
  static let saved = Link("settings", "cats", query: ["saved": "true"]).text

  static func cat(_ cat: Cat, ago: Int64 = 0) -> String { Link("cats", cat.name, query: ["ago": ago == 0 ? nil : String(ago)]).text }
  static func face(_ cat: Cat, _ label: MoodLabel) -> String { Link("cats", cat.name, "face", label.word + ".svg").text }
  static func face(_ cat: Cat) -> String { Link("cats", cat.name, "face.svg").text }
  static func room(_ room: RoomName, isSaved: Bool = false) -> String {
    Link("rooms", room.rawValue, "cats", query: ["saved": isSaved ? "true" : nil]).text
  }
  static func talk(_ room: RoomName) -> String { Link("rooms", room.rawValue).text }
  static func pet(_ cat: Cat) -> String { Link("cats", cat.name, "pet").text }
  static func mute(_ cat: Cat) -> String { Link("cats", cat.name, "mute").text }
  static func keeper(_ cat: Cat) -> String { Link("cats", cat.name, "keeper").text }
  static func reset(_ cat: Cat) -> String { Link("cats", cat.name, "reset").text }
  static func ledger(_ cat: Cat, before number: Int64? = nil) -> String {
    Link("cats", cat.name, "ledger", query: ["before": number.map { String($0) }]).text
  }
}
