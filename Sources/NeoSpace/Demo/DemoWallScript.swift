/// The demo's walls, as data: what their owners would send to the API, and what their friends left there.
struct DemoWallScript {
  struct Placed {
    let by: String
    /// As `POST /api/walls/{username}/stickers` takes it.
    let json: String
  }

  struct Signed {
    let by: String
    let text: String
  }

  let owner: String
  /// As `PATCH /api/profile` takes it.
  let profile: String
  /// The same, for what needs files: `"@name"` is the id of a `DemoFile`, here and below.
  let pictures: String
  /// As `POST /api/modules` takes them, from top to bottom.
  let modules: [String]
  let stickers: [Placed]
  let entries: [Signed]

  static let all = [miso, juno, salma, wren, pixel, otto, bram, noor]
}
