import Core
import JSON
import Markdown
import Media
import Relations

extension Profile {
  /// As everybody who sees the wall gets it.
  var object: PlaceObject {
    PlaceObject("profile", owner.id.rawValue, sequence: sequence, html: fragment) { json in
      json.key("user")
      owner.write(to: &json)
      json.field("bio", bio)
      json.field("bio_html", bio.map { Markdown.renderInline($0).text })
      json.field("status_message", statusMessage)
      json.field("status_emoji", statusEmoji)
      json.field("now_kind", now?.kind.rawValue)
      json.field("now_activity", now?.activity)
      for file in [ProfileFile.banner, .voiceIntro, .anthem] { write(file, to: &json) }
      json.field("anthem_title", anthemTitle)
      json.field("theme", theme.rawValue)
      json.field("accent", accent)
      json.field("joined_at", joinedAt.iso8601)
      json.field("version", sequence)
    }
  }

  /// What only the owner sees.
  func writeSettings(to json: inout JSONWriter) {
    json.object { json in
      json.field("visibility", visibility.rawValue)
      json.field("stickers", stickers.rawValue)
      json.field("show_online", showsOnline)
      json.field("dm_policy", directPolicy.rawValue)
      write(.avatar, to: &json)
    }
  }

  func write(_ file: ProfileFile, to json: inout JSONWriter) {
    json.key(file.rawValue)
    if let shown = files[file] { shown.write(to: &json) } else { json.null() }
  }
}

extension WallModule {
  /// A removed module is a tombstone.
  var object: PlaceObject {
    guard removedAt == nil else { return .tombstone("module", id.rawValue, sequence: sequence) }
    return PlaceObject("module", id.rawValue, sequence: sequence, order: position, html: fragment) { writeFields(to: &$0) }
  }

  private func writeFields(to json: inout JSONWriter) {
    json.field("kind", kind.rawValue)
    json.key("content")
    json.raw(content.json)
    json.key("style")
    json.object { json in
      json.field("paint", style.paint.rawValue)
      json.field("wide", style.isWide)
    }
    json.key("media")
    json.array { json in for one in media { one.write(to: &json) } }
    json.key("card")
    if let card { card.write(to: &json) } else { json.null() }
    json.field("version", sequence)
    json.field("created_at", createdAt.iso8601)
    json.field("updated_at", updatedAt.iso8601)
  }

  /// A module that can be brought back, as its owner gets it.
  var removedObject: PlaceObject {
    var living = self
    living.removedAt = nil
    return living.object
  }
}

extension Sticker {
  /// A sticker that is not shown is a tombstone.
  func object(hiddenFrom: [UserID] = []) -> PlaceObject {
    guard let shown else { return .tombstone("sticker", id.rawValue, sequence: sequence, hiddenFrom: hiddenFrom) }
    return PlaceObject(
      "sticker", id.rawValue, sequence: sequence, order: order, html: fragment(shown), hiddenFrom: hiddenFrom
    ) { json in
      json.field("kind", shown.content.kind.rawValue)
      json.field("art", shown.content.kind == .art ? shown.content.stored : nil)
      json.field("text", shown.content.kind == .text ? shown.content.stored : nil)
      json.key("media")
      if let file = shown.file { file.write(to: &json) } else { json.null() }
      pose.write(to: &json)
      json.field("z", z)
      json.key("placed_by")
      shown.placer.write(to: &json)
      json.field("created_at", createdAt.iso8601)
      json.field("version", sequence)
    }
  }
}

extension StickerPose {
  func write(to json: inout JSONWriter) {
    for (name, value, places) in [("x", x, 2), ("y", y, 2), ("rotation", rotation, 1), ("scale", scale, 2)] {
      json.key(name)
      json.raw(Array(Self.decimal(value, places: places).utf8))
    }
  }
}

extension GuestbookEntry {
  /// An entry that is not shown is a tombstone.
  func object(hiddenFrom: [UserID] = []) -> PlaceObject {
    guard let shown else { return .tombstone("entry", id.rawValue, sequence: sequence, hiddenFrom: hiddenFrom) }
    return PlaceObject(
      "entry", id.rawValue, sequence: sequence, order: PlaceObject.newestFirst(id.rawValue), html: fragment(shown), hiddenFrom: hiddenFrom
    ) { json in
      json.key("author")
      shown.author.write(to: &json)
      json.field("text", shown.text)
      json.field("created_at", shown.createdAt.iso8601)
    }
  }
}

/// What a POST made, as its answer and its repetition give it.
public struct MadeOnWall: Sendable {
  public let id: Int64
  public let sequence: Int64
  /// The object, UTF-8 JSON.
  public let json: [UInt8]
  /// What to tell; nothing when the request was answered before.
  let events: [Event]

  init(_ object: PlaceObject, on owner: UserID, others: [WallModule] = [], _ more: [Event] = []) {
    (id, sequence, json) = (object.id, object.sequence, object.json)
    events = (others.map(\.object) + [object]).map { Event(changed: $0, in: .wall(owner)) } + more
  }

  init(remembered json: [UInt8]) throws {
    let value = try JSONValue(parsing: json)
    guard let id = value["id"]?.int, let sequence = value["seq"]?.int else {
      throw AppError(.serverError, "Something went wrong on our side")
    }
    (self.id, self.sequence, self.json, events) = (id, sequence, json, [])
  }
}

extension Wall {
  func write(to json: inout JSONWriter) {
    json.key("owner")
    profile.owner.write(to: &json)
    json.field("epoch", head.epoch)
    json.field("seq", head.sequence)
    json.key("profile")
    json.raw(profile.object.json)
    json.key("arrangement")
    json.array { json in for id in arrangement { json.raw(Array(id.description.utf8)) } }
    json.key("modules")
    json.array { json in for module in modules { json.raw(module.object.json) } }
    json.key("stickers")
    json.array { json in for sticker in stickers { json.raw(sticker.object().json) } }
    json.key("entries")
    json.array { json in for entry in entries { json.raw(entry.object().json) } }
    json.key("can")
    json.object { json in
      json.field("edit", rights.edits)
      json.field("place", rights.places)
      json.field("sign", rights.signs)
      json.field("moderate", rights.moderates)
    }
  }
}
