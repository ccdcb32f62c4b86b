import Core
import JSON
import Media

/// A picture on a wall. Its description belongs to the use, not to the file.
public struct WallPicture: Hashable, Sendable {
  static let galleryLengths = 2...12
  static let longestAlt = 500

  let media: MediaID
  /// Empty for decoration.
  let alt: String

  init(media: MediaID, alt: String) {
    self.media = media
    self.alt = alt
  }

  init(reading fields: inout Fields) {
    media = fields.mediaID("media_id", of: .image)
    alt = fields.text("alt", 0...Self.longestAlt)
  }

  /// The members of a gallery, each picture once.
  static func list(reading fields: inout Fields) -> [WallPicture] {
    let pictures = fields.objects("items", galleryLengths) { WallPicture(reading: &$0) }
    if Set(pictures.map(\.media)).count < pictures.count { fields.refuse("items", "must name each picture once") }
    return pictures
  }

  init?(stored json: JSONValue) {
    guard let media = json["media_id"]?.string.flatMap({ MediaID(text: $0) }), let alt = json["alt"]?.string else { return nil }
    self.media = media
    self.alt = alt
  }

  func writeFields(to json: inout JSONWriter) {
    json.field("media_id", media.rawValue)
    json.field("alt", alt)
  }
}

/// A sound on a wall: music, or what the owner says.
public struct WallSound: Hashable, Sendable {
  static let longestNote = Duration.seconds(300)

  let media: MediaID
  let title: String

  init(media: MediaID, title: String) {
    self.media = media
    self.title = title
  }

  init(reading fields: inout Fields) {
    media = fields.mediaID("media_id", of: .audio)
    title = fields.line("title", 1...100)
  }

  init?(stored json: JSONValue) {
    guard let media = json["media_id"]?.string.flatMap({ MediaID(text: $0) }), let title = json["title"]?.string else { return nil }
    self.media = media
    self.title = title
  }

  func writeFields(to json: inout JSONWriter) {
    json.field("media_id", media.rawValue)
    json.field("title", title)
  }
}
