extension Config {
  /// Throws for the first `NEOSPACE_` key that no setting has, and suggests the declared key that is most like it.
  static func refuseUnknownKeys(_ values: [String: String], _ settings: [any AnySetting]) throws(ConfigError) {
    let known = Set(settings.map(\.key))
    guard let unknown = values.keys.filter({ $0.hasPrefix("NEOSPACE_") && !known.contains($0) }).min() else { return }
    let nearest = known.filter { $0.hasPrefix("NEOSPACE_") }.min { distance($0, unknown) < distance($1, unknown) } ?? "NEOSPACE_ENV"
    throw ConfigError(unknown, "is not a key NeoSpace knows; did you mean \(nearest)?", example: nearest)
  }

  /// The number of letters to insert, remove or replace to make one key the other.
  private static func distance(_ left: String, _ right: String) -> Int {
    var row = Array(0...right.utf8.count)
    for (i, a) in left.utf8.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, b) in right.utf8.enumerated() {
        let replaced = diagonal + (a == b ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
      }
    }
    return row[right.utf8.count]
  }
}
