import Core
import JSON

extension Fields {
  /// A loop; nil when it is left out. What is left out of it takes its usual value; what is wrong is named by its path.
  mutating func loop(_ name: String) -> Loop? {
    guard let json = optionalJSON(name) else { return nil }
    guard json.bytes.count <= Loop.mostBytes else {
      refuse(name, "must be at most 16 KiB")
      return nil
    }
    var reader = LoopReader()
    let loop = reader.loop(json)
    for (path, problem) in reader.problems { refuse(path.isEmpty ? name : "\(name).\(path)", problem) }
    return loop
  }
}

/// Reads a loop from JSON. What is wrong is remembered under its path, such as `pages.0.1.3`.
struct LoopReader {
  private(set) var problems: [(path: String, problem: String)] = []

  mutating func loop(_ json: JSONValue) -> Loop {
    var loop = Loop()
    guard let members = members(json, "", ["format", "bpm", "swing", "pages", "chain", "tracks", "fx"]) else { return loop }
    _ = whole(members["format"], "format", 1...1, or: 1)
    loop.bpm = whole(members["bpm"], "bpm", Loop.tempos, or: loop.bpm)
    loop.swing = real(members["swing"], "swing", 0...0.6, or: loop.swing)
    if let pages = list(members["pages"], "pages", Loop.pages) {
      loop.pages = pages.map { page, path in LoopPage(tracks: tracks(page, path)) }
    }
    let last = loop.pages.count - 1
    if let chain = list(members["chain"], "chain", Loop.chains) {
      loop.chain = chain.map { index, path in whole(index, path, 0...last, or: nil) ?? 0 }
    }
    let voices = LoopVoice.allCases.count
    if let tracks = list(members["tracks"], "tracks", voices...voices) {
      loop.tracks = zip(tracks, LoopVoice.allCases).map { track, voice in self.track(track.0, track.1, voice) }
    }
    readEffects(members["fx"], &loop)
    return loop
  }

  private mutating func tracks(_ json: JSONValue, _ path: String) -> [[LoopStep?]] {
    let voices = LoopVoice.allCases.count
    guard let tracks = list(json, path, voices...voices) else { return LoopPage().tracks }
    return zip(tracks, LoopVoice.allCases).map { track, voice in
      guard let steps = list(track.0, track.1, Loop.steps...Loop.steps) else { return [] }
      return steps.map { step, path in self.step(step, path, voice) }
    }
  }

  private mutating func step(_ json: JSONValue, _ path: String, _ voice: LoopVoice) -> LoopStep? {
    if json.wholeNumber == 0 { return nil }
    guard case .object = json else {
      refuse(path, "must be 0 or an object with v")
      return nil
    }
    guard let members = members(json, path, voice.usualNote == nil ? ["v"] : ["v", "note"]),
      let accent = whole(members["v"], "\(path).v", 1...3, or: nil)
    else { return nil }
    guard let usual = voice.usualNote else { return LoopStep(accent: accent, note: nil) }
    guard let given = members["note"], !given.isNull else { return LoopStep(accent: accent, note: usual) }
    guard let note = given.string.flatMap({ LoopNote($0) }) else {
      refuse("\(path).note", "must be a note from C1 to C7, such as F#3")
      return nil
    }
    return LoopStep(accent: accent, note: note)
  }

  private mutating func track(_ json: JSONValue, _ path: String, _ voice: LoopVoice) -> LoopTrack {
    let usual = LoopTrack(volume: Double(voice.usualVolume))
    guard let members = members(json, path, ["volume", "pan", "mute", "solo"]) else { return usual }
    return LoopTrack(
      volume: real(members["volume"], "\(path).volume", -40...6, or: usual.volume),
      pan: real(members["pan"], "\(path).pan", -1...1, or: 0),
      isMuted: flag(members["mute"], "\(path).mute"), isSolo: flag(members["solo"], "\(path).solo"))
  }

  private mutating func readEffects(_ json: JSONValue?, _ loop: inout Loop) {
    guard let json, !json.isNull, let effects = members(json, "fx", ["delay", "reverb"]) else { return }
    if let json = effects["delay"], !json.isNull, let members = members(json, "fx.delay", ["time", "feedback", "wet"]) {
      loop.delay.time = whole(members["time"], "fx.delay.time", 1...8, or: loop.delay.time)
      loop.delay.feedback = real(members["feedback"], "fx.delay.feedback", 0...0.9, or: loop.delay.feedback)
      loop.delay.wet = real(members["wet"], "fx.delay.wet", 0...1, or: loop.delay.wet)
    }
    if let json = effects["reverb"], !json.isNull, let members = members(json, "fx.reverb", ["decay", "wet"]) {
      loop.reverb.decay = real(members["decay"], "fx.reverb.decay", 0.1...6, or: loop.reverb.decay)
      loop.reverb.wet = real(members["wet"], "fx.reverb.wet", 0...1, or: loop.reverb.wet)
    }
  }

  // MARK: Values

  private mutating func refuse(_ path: String, _ problem: String) { problems.append((path, problem)) }

  private mutating func members(_ json: JSONValue, _ path: String, _ known: [ShortName]) -> [ShortName: JSONValue]? {
    guard case .object(let members) = json else {
      refuse(path, "must be an object")
      return nil
    }
    for name in members.keys.sorted() where !known.contains(name) {
      refuse(path.isEmpty ? name.description : "\(path).\(name)", "is not a field of this request")
    }
    return members
  }

  /// Nil when it is left out, and when it is wrong.
  private mutating func list(_ json: JSONValue?, _ path: String, _ count: ClosedRange<Int>) -> [(JSONValue, String)]? {
    guard let json, !json.isNull else { return nil }
    guard let elements = json.array, count.contains(elements.count) else {
      refuse(path, "must be a list of " + (count.count == 1 ? "\(count.lowerBound)" : "\(count.lowerBound) to \(count.upperBound)"))
      return nil
    }
    return elements.enumerated().map { ($0.element, "\(path).\($0.offset)") }
  }

  private mutating func whole(_ json: JSONValue?, _ path: String, _ range: ClosedRange<Int>, or usual: Int) -> Int {
    guard let json, !json.isNull else { return usual }
    return whole(json, path, range, or: nil) ?? usual
  }

  private mutating func whole(_ json: JSONValue?, _ path: String, _ range: ClosedRange<Int>, or usual: Int?) -> Int? {
    if let number = json?.wholeNumber, range.contains(number) { return number }
    refuse(
      path, range.count == 1 ? "must be \(range.lowerBound)" : "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
    return usual
  }

  private mutating func real(_ json: JSONValue?, _ path: String, _ range: ClosedRange<Double>, or usual: Double) -> Double {
    guard let json, !json.isNull else { return usual }
    // Zero has one sign: the same loop gives the same bytes.
    if let number = json.double, range.contains(number) { return number == 0 ? 0 : number }
    refuse(path, "must be a number from \(range.lowerBound.short) to \(range.upperBound.short)")
    return usual
  }

  private mutating func flag(_ json: JSONValue?, _ path: String) -> Bool {
    guard let json, !json.isNull else { return false }
    if let flag = json.bool { return flag }
    refuse(path, "must be true or false")
    return false
  }
}

extension JSONValue {
  /// In JSON, 3.0 is the same number as 3.
  fileprivate var wholeNumber: Int? {
    switch self {
    case .int(let value): Int(exactly: value)
    case .double(let value): Int(exactly: value)
    default: nil
    }
  }
}

extension Double {
  /// Without a fraction that is nothing.
  fileprivate var short: String { Int(exactly: self).map(String.init) ?? String(self) }
}
