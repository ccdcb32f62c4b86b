import JSON

/// One object of a place in the one form in which clients get it: in `changes` and `changed`, and in the HTTP answer of its feature.
///
/// A client's copy of a place is a fold of objects by `type` and `id`, keeping the highest `seq`.
public struct PlaceObject: Equatable, Sendable {
  public let type: String
  public let id: Int64
  public let sequence: Int64
  /// The whole object, UTF-8 JSON.
  public let json: [UInt8]
  /// Members who may not see it.
  public let hiddenFrom: [UserID]

  /// An object that exists.
  ///
  /// - Parameters:
  ///   - order: Objects of a type are shown in ascending byte order of it. Empty for what stands alone.
  ///   - html: Its fragment, UTF-8. The root element has `id="<type>-<id>"`, `data-seq` and `data-order`. Nil if it is not drawn.
  ///   - fields: Writes the other members, as the HTTP API of the feature gives them.
  public init(
    _ type: String, _ id: Int64, sequence: Int64, order: String = "", html: [UInt8]? = nil, hiddenFrom: [UserID] = [],
    fields: (inout JSONWriter) -> Void
  ) {
    self.init(type, id, sequence: sequence, hiddenFrom: hiddenFrom, capacity: 256 + (html?.count ?? 0) * 5 / 4) { json in
      json.field("deleted", false)
      json.field("order", order)
      json.html(html)
      fields(&json)
    }
  }

  /// The tombstone of a deleted object: its text is in none of it.
  public static func tombstone(
    _ type: String, _ id: Int64, sequence: Int64, html: [UInt8]? = nil, hiddenFrom: [UserID] = []
  ) -> PlaceObject {
    PlaceObject(type, id, sequence: sequence, hiddenFrom: hiddenFrom, capacity: 128 + (html?.count ?? 0)) { json in
      json.field("deleted", true)
      json.html(html)
    }
  }

  private init(
    _ type: String, _ id: Int64, sequence: Int64, hiddenFrom: [UserID], capacity: Int, rest: (inout JSONWriter) -> Void
  ) {
    self.type = type
    self.id = id
    self.sequence = sequence
    self.hiddenFrom = hiddenFrom
    var json = JSONWriter(capacity: capacity)
    json.object { json in
      json.field("type", type)
      json.field("id", id)
      json.field("seq", sequence)
      rest(&json)
    }
    self.json = json.bytes
  }

}

extension JSONWriter {
  fileprivate mutating func html(_ html: [UInt8]?) {
    key("html")
    if let html { string(utf8: html) } else { null() }
  }
}

extension PlaceObject {
  /// The `order` of what is shown newest first by its id: 16 hex digits that fall as ids rise.
  public static func newestFirst(_ id: Int64) -> String {
    let digits = String(UInt64(Int64.max - id), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
