import SQL

/// Viewers in statements.
public enum ViewerRows {
  /// A table `v` with the columns `place` and `viewer`. All are passed as one JSON object, `{"place":[viewer,…],…}`, so that one prepared
  /// statement serves any number of them, and a place with a thousand viewers is read as one list.
  public static func table(_ viewers: [Viewer]) -> SQL {
    """
    (\(sqlite: "SELECT CAST(p.key AS INTEGER) AS place, e.value AS viewer FROM json_each(",
      postgres: "SELECT p.key::BIGINT AS place, e.value::BIGINT AS viewer FROM json_each((")\(json(viewers))
    \(sqlite: ") p, json_each(p.value) e", postgres: ")::JSON) p, json_array_elements_text(p.value) e")) v
    """
  }

  static func json(_ viewers: [Viewer]) -> String {
    var text = "{"
    var place: PlaceID?
    for viewer in viewers.sorted(by: { $0.place.number < $1.place.number }) {
      if place == viewer.place {
        text += ","
      } else {
        text += place == nil ? "\"" : "],\""
        text += String(viewer.place.number)
        text += "\":["
        place = viewer.place
      }
      text += String(viewer.user.rawValue)
    }
    return text + (place == nil ? "}" : "]}")
  }
}

extension ClosedReason: SQLDecodable {}
