import Core
import JSON
import Media
import Relations

extension Profile {
  /// As the owner's archive has it.
  func portable(_ name: (MediaID) -> PortableID?) -> [UInt8] {
    var json = JSONWriter(capacity: 512)
    func write(_ file: ProfileFile, to json: inout JSONWriter) {
      json.key(file.rawValue)
      guard let shown = files[file], let name = name(shown.id) else { return json.null() }
      json.object { json in
        json.field("uuid", name.description)
        json.field("id", shown.id.rawValue)
      }
    }
    json.object { json in
      json.field("bio", bio)
      json.field("status_message", statusMessage)
      json.field("status_emoji", statusEmoji)
      json.field("now_kind", now?.kind.rawValue)
      json.field("now_activity", now?.activity)
      json.field("theme", theme.rawValue)
      json.field("accent", accent)
      for file in [ProfileFile.banner, .voiceIntro, .anthem] { write(file, to: &json) }
      json.field("anthem_title", anthemTitle)
      json.key("settings")
      json.object { json in
        json.field("visibility", visibility.rawValue)
        json.field("stickers", stickers.rawValue)
        json.field("show_online", showsOnline)
        json.field("dm_policy", directPolicy.rawValue)
        write(.avatar, to: &json)
      }
    }
    return json.bytes
  }
}

extension WallModule {
  /// As the owner's archive has it: `content` as it is, but with the names under which files and scripts are known everywhere.
  func portable(_ name: PortableID, script: PortableID?, file: (MediaID) -> PortableID?) -> [UInt8] {
    var json = JSONWriter(capacity: 512)
    json.object { json in
      json.field("uuid", name.description)
      json.field("id", id.rawValue)
      json.field("kind", kind.rawValue)
      json.key("content")
      json.value(content.portable(script: script, file: file))
      json.field("paint", style.paint.rawValue)
      json.field("wide", style.isWide)
      json.field("created_at", createdAt.iso8601)
      json.field("updated_at", updatedAt.iso8601)
    }
    return json.bytes
  }
}

extension ModuleContent {
  fileprivate func portable(script: PortableID?, file: (MediaID) -> PortableID?) -> JSONValue {
    // Written here a moment ago.
    guard var value = try? JSONValue(parsing: json) else { return .null }
    if let script { value = value.with("script_uuid", .string(script.description)) }
    return value.mappingFiles { id in MediaID(text: id).flatMap(file)?.description }
  }
}

extension JSONValue {
  /// The same object with one more member.
  func with(_ name: String, _ value: JSONValue) -> JSONValue {
    guard case .object(var members) = self else { return self }
    members[ShortName(name)] = value
    return .object(members)
  }

  /// The same content of a module with other names of files. A name without another stays.
  func mappingFiles(_ other: (String) -> String?) -> JSONValue {
    var value = self
    if let id = self["media_id"]?.string, let other = other(id) { value = value.with("media_id", .string(other)) }
    if let items = self["items"]?.array { value = value.with("items", .array(items.map { $0.mappingFiles(other) })) }
    return value
  }

  /// The names of files in it.
  var fileNames: [String] { [self["media_id"]?.string].compactMap { $0 } + (self["items"]?.array ?? []).flatMap(\.fileNames) }
}
