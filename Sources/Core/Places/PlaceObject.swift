import JSON

/// One object of a place in the one form in which clients get it: in `changes` and `changed`, and in the HTTP answer of its feature.
///
/// A client's copy of a place is a fold of objects by `type` and `id`, keeping the highest `seq`.
///
/// Reading `json` encodes the object, every time. An event that is sent to no one is never encoded.
public struct PlaceObject: Sendable {
  public let type: String
  /// For an object with a name, where it stands among the others.
  public let id: Int64
  /// What clients know it by instead of its number.
  public let name: String?
  public let sequence: Int64
  /// Members who may not see it.
  public let hiddenFrom: [UserID]
  /// The only members who may; nil for an object that is not for some alone.
  public let shownTo: [UserID]?
  private let encode: @Sendable () -> [UInt8]

  /// The whole object, UTF-8 JSON.
  public var json: [UInt8] { encode() }

  /// An object that exists.
  ///
  /// - Parameters:
  ///   - order: Objects of a type are shown in ascending byte order of it. Empty for what stands alone.
  ///   - shownTo: The only members who get it. Then `PlaceSource.shown` says how far the place goes for the others.
  ///   - html: Its fragment, UTF-8. The root element has `id="<type>-<id>"`, `data-seq` and `data-order`. Nil if it is not drawn.
  ///   - fields: Writes the other members, as the HTTP API of the feature gives them.
  public init(
    _ type: String, _ id: Int64, sequence: Int64, order: String = "", html: @escaping @autoclosure @Sendable () -> [UInt8]? = nil,
    hiddenFrom: [UserID] = [], shownTo: [UserID]? = nil, fields: @escaping @Sendable (inout JSONWriter) -> Void
  ) {
    self.init(
      type, id, nil, sequence: sequence, deleted: false, order: order, html: html, hiddenFrom: hiddenFrom, shownTo: shownTo, fields: fields)
  }

  /// An object that clients know by a name.
  public init(
    _ type: String, _ id: Int64, named name: String, sequence: Int64, order: String = "",
    html: @escaping @autoclosure @Sendable () -> [UInt8]? = nil, fields: @escaping @Sendable (inout JSONWriter) -> Void
  ) {
    self.init(
      type, id, name, sequence: sequence, deleted: false, order: order, html: html, hiddenFrom: [], shownTo: nil, fields: fields)
  }

  /// The tombstone of a deleted object: its text is in none of it.
  public static func tombstone(
    _ type: String, _ id: Int64, sequence: Int64, html: @escaping @autoclosure @Sendable () -> [UInt8]? = nil, hiddenFrom: [UserID] = []
  ) -> PlaceObject {
    PlaceObject(type, id, nil, sequence: sequence, deleted: true, order: nil, html: html, hiddenFrom: hiddenFrom, shownTo: nil) { _ in }
  }

  private init(
    _ type: String, _ id: Int64, _ name: String?, sequence: Int64, deleted: Bool, order: String?, html: @escaping @Sendable () -> [UInt8]?,
    hiddenFrom: [UserID], shownTo: [UserID]?, fields: @escaping @Sendable (inout JSONWriter) -> Void
  ) {
    self.type = type
    self.id = id
    self.name = name
    self.sequence = sequence
    self.hiddenFrom = hiddenFrom
    self.shownTo = shownTo
    encode = {
      let html = html()
      var json = JSONWriter(capacity: 256 + (html?.count ?? 0) * 5 / 4)
      json.object { json in
        json.field("type", type)
        if let name { json.field("id", name) } else { json.field("id", id) }
        json.field("seq", sequence)
        json.field("deleted", deleted)
        if let order { json.field("order", order) }
        json.html(html)
        fields(&json)
      }
      return json.bytes
    }
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
