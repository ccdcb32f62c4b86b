/// The files of the demo's people, by the names that their walls use.
enum DemoFile: String, Sendable {
  case workshop, oscilloscope, concrete, sunset, mast, garden
  case interrupted, tea, spiral, management, plants, map, board, cover, roof, dial, line
  case miso, juno, bram, salma, pixel, otto, wren, noor
  case kettle, freezer, interval

  var bytes: [UInt8] {
    switch self {
    case .workshop: DemoPNG(canvas: DemoBanners.workshop, scale: 4).bytes
    case .oscilloscope: DemoPNG(canvas: DemoBanners.oscilloscope, scale: 4).bytes
    case .concrete: DemoPNG(canvas: DemoBanners.concrete, scale: 4).bytes
    case .sunset: DemoPNG(canvas: DemoBanners.sunset, scale: 4).bytes
    case .mast: DemoPNG(canvas: DemoBanners.mast, scale: 4).bytes
    case .garden: DemoPNG(canvas: DemoBanners.garden, scale: 4).bytes
    case .interrupted: DemoPNG(canvas: DemoPosters.interrupted, scale: 5).bytes
    case .tea: DemoPNG(canvas: DemoPosters.tea, scale: 6).bytes
    case .spiral: DemoPNG(canvas: DemoPosters.spiral, scale: 6).bytes
    case .management: DemoPNG(canvas: DemoPosters.management, scale: 6).bytes
    case .plants: DemoPNG(canvas: DemoPosters.plants, scale: 6).bytes
    case .map: DemoPNG(canvas: DemoPosters.map, scale: 5).bytes
    case .board: DemoPNG(canvas: DemoPosters.board, scale: 5).bytes
    case .cover: DemoPNG(canvas: DemoPosters.cover, scale: 6).bytes
    case .roof: DemoPNG(canvas: DemoPosters.roof, scale: 5).bytes
    case .dial: DemoPNG(canvas: DemoPosters.dial, scale: 5).bytes
    case .line: DemoPNG(canvas: DemoPosters.line, scale: 5).bytes
    case .miso: DemoPNG(canvas: DemoAvatars.miso, scale: 4).bytes
    case .juno: DemoPNG(canvas: DemoAvatars.juno, scale: 4).bytes
    case .bram: DemoPNG(canvas: DemoAvatars.bram, scale: 4).bytes
    case .salma: DemoPNG(canvas: DemoAvatars.salma, scale: 4).bytes
    case .pixel: DemoPNG(canvas: DemoAvatars.pixel, scale: 4).bytes
    case .otto: DemoPNG(canvas: DemoAvatars.otto, scale: 4).bytes
    case .wren: DemoPNG(canvas: DemoAvatars.wren, scale: 4).bytes
    case .noor: DemoPNG(canvas: DemoAvatars.noor, scale: 4).bytes
    case .kettle: DemoSound.kettle.bytes
    case .freezer: DemoSound.freezer.bytes
    case .interval: DemoSound.interval.bytes
    }
  }

  /// Those that a wall's JSON mentions, as `"@name"`.
  static func named(in json: String) -> [DemoFile] {
    json.split(separator: "\"").compactMap { $0.first == "@" ? DemoFile(rawValue: String($0.dropFirst())) : nil }
  }
}
