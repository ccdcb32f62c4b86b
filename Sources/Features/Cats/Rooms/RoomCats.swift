import Chat
import Core
import JSON

/// Whether cats may talk in a room, how, and which.
struct RoomCats: Hashable, Sendable {
  var isOn = false
  var mode = SpeechMode.own
  var cats = CatSet.all

  init() {}

  init(isOn: Bool, mode: SpeechMode, cats: CatSet) {
    self.isOn = isOn
    self.mode = mode
    self.cats = cats
  }

  /// All three, as a JSON object or a form gives them.
  init(reading fields: inout Fields) {
    isOn = fields.flag("on")
    mode = fields.choice("mode")
    cats = fields.cats("cats", atLeast: 1)
  }
}

/// The same for one room, as a member sees it.
struct RoomCatsView: Sendable {
  let room: RoomName
  let settings: RoomCats
  let mayChange: Bool

  func write(to json: inout JSONWriter) {
    json.field("room", room.rawValue)
    json.field("on", settings.isOn)
    json.field("mode", settings.mode.rawValue)
    json.key("cats")
    json.array { json in for cat in settings.cats.cats { json.string(cat.name) } }
  }
}

extension Cat {
  /// Where a member has a cat's name, its bot has a longer one.
  private static let ending = "-cat"
  private static let beginning = "the-"

  /// The names for its bot, the best first.
  var botNames: [String] { [name, name + Self.ending, Self.beginning + name + Self.ending] }

  init?(bot username: String) {
    guard let cat = Self.allCases.first(where: { $0.botNames.contains(username) }) else { return nil }
    self = cat
  }
}

/// A room in which cats may talk.
struct OpenRoom: Sendable {
  let id: RoomID
  let name: RoomName
  let mode: SpeechMode
  let cats: CatSet
}
