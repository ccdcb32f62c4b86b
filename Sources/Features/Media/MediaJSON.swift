import Core
import JSON

extension ShownMedia {
  /// As the API, objects of places, and the rows of things that show the file have it.
  public func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("id", id.rawValue)
      json.field("kind", kind.rawValue)
      json.field("bytes", bytes)
      writeShape(to: &json)
      json.field("created_at", createdAt.iso8601)
    }
  }

  /// As a member's archive has it.
  ///
  /// - Parameter file: where its bytes are in the archive; nil if they are lost.
  func portable(_ name: PortableID, file: String?) -> [UInt8] {
    var json = JSONWriter(capacity: 512)
    json.object { json in
      json.field("uuid", name.description)
      json.field("id", id.rawValue)
      json.field("kind", kind.rawValue)
      json.field("file", file)
      json.field("bytes", bytes)
      writeShape(to: &json)
      json.field("created_at", createdAt.iso8601)
    }
    return json.bytes
  }

  /// What is the same wherever the file is used.
  public func writeShape(to json: inout JSONWriter) {
    json.field("width", width)
    json.field("height", height)
    json.field("frames", frames)
    json.key("duration")
    if let milliseconds { json.double(Double(milliseconds) / 1_000) } else { json.null() }
    json.key("waveform")
    if let waveform {
      json.array { json in for number in waveform { json.double(Double(number) / 1_000) } }
    } else {
      json.null()
    }
    json.key("sizes")
    json.object { json in for name in MediaFileName.addressed(of: kind) { json.field(name.label, url(name)) } }
  }

  /// Where one of its files is.
  public func url(_ name: MediaFileName) -> String { MediaPath.file(id, name) }

  public var json: [UInt8] {
    var json = JSONWriter()
    write(to: &json)
    return json.bytes
  }

  // MARK: As rows of things hold it

  /// As a JSON array, for a text column.
  public static func stored(_ media: [ShownMedia]) -> String {
    var json = JSONWriter(capacity: 16 + media.count * 384)
    json.array { json in for one in media { json.object { json in one.store(in: &json) } } }
    return json.text
  }

  /// What `stored` wrote.
  public static func list(stored text: String) -> [ShownMedia] {
    guard text.utf8.count > 2 else { return [] }
    return ((try? JSONValue(parsing: Array(text.utf8)))?.array ?? []).compactMap { ShownMedia(stored: $0) }
  }

  /// Writes the members of an object. The thing may add its own beside them.
  public func store(in json: inout JSONWriter) {
    json.field("id", id.rawValue)
    json.field("kind", kind.rawValue)
    json.field("bytes", bytes)
    json.field("width", width)
    json.field("height", height)
    json.field("frames", frames)
    json.field("milliseconds", milliseconds)
    if let waveform {
      json.key("waveform")
      json.array { json in for number in waveform { json.int(number) } }
    }
    json.field("created_at", createdAt.microseconds)
  }

  /// Reads what `store` wrote; nil for anything else.
  public init?(stored json: JSONValue) {
    guard let id = json["id"]?.string.flatMap({ MediaID(text: $0) }), let kind = json["kind"]?.string.flatMap(MediaItem.Kind.init),
      let bytes = json["bytes"]?.int, let createdAt = json["created_at"]?.int
    else { return nil }
    self.init(
      id: id, kind: kind, bytes: bytes, width: json["width"]?.int.map { Int($0) }, height: json["height"]?.int.map { Int($0) },
      frames: json["frames"]?.int.map { Int($0) }, milliseconds: json["milliseconds"]?.int.map { Int($0) },
      waveform: json["waveform"]?.array?.compactMap { $0.int.map { Int($0) } }, createdAt: Timestamp(microseconds: createdAt))
  }
}

/// Where media are found.
public enum MediaPath {
  public static func file(_ id: MediaID, _ name: MediaFileName) -> String { Link("media", id.rawValue, name.rawValue).text }
  static func more(before id: MediaID) -> String { Link("settings", "media", query: ["before": id.rawValue]).text }
  static func delete(_ id: MediaID) -> String { Link("settings", "media", id.rawValue, "delete").text }
  static let deleted = Link("settings", "media", query: ["deleted": "true"]).text
  static func item(_ id: MediaID) -> String { Link("api", "media", id.rawValue).text }
}
