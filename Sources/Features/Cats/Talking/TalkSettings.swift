import Core
import JSON

/// How a member wants cats to talk to them.
struct TalkSettings: Hashable, Sendable {
  var muted = CatSet.none
  var mutesAll = false
  var toasts = true
  var sounds = false
  var mode = SpeechMode.own

  func hears(_ cat: Cat) -> Bool { !mutesAll && !muted.contains(cat) }

  func write(to json: inout JSONWriter) {
    json.key("muted")
    json.array { json in for cat in muted.cats { json.string(cat.name) } }
    json.field("all", mutesAll)
    json.field("toasts", toasts)
    json.field("sounds", sounds)
    json.field("mode", mode.rawValue)
  }

  /// All five, as a JSON object or a form gives them.
  init(reading fields: inout Fields) {
    muted = fields.cats("muted")
    mutesAll = fields.flag("all")
    toasts = fields.flag("toasts")
    sounds = fields.flag("sounds")
    mode = fields.choice("mode")
  }

  init() {}

  init(muted: CatSet, mutesAll: Bool, toasts: Bool, sounds: Bool, mode: SpeechMode) {
    self.muted = muted
    self.mutesAll = mutesAll
    self.toasts = toasts
    self.sounds = sounds
    self.mode = mode
  }
}
