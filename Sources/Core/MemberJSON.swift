import JSON

extension JSONWriter {
  /// `{id,username,display_name,color,avatar_url}`, as `user` and `author` look everywhere.
  /// - Parameter picture: The path of a bot's picture; members' are found by their ids.
  public mutating func user(_ id: UserID, username: String, displayName: String, color: Int, picture: String? = nil) {
    object { json in
      json.field("id", id.rawValue)
      json.field("username", username)
      json.field("display_name", displayName)
      json.field("color", color)
      json.field("avatar_url", picture ?? id.avatarPath)
    }
  }
}

extension Member {
  public func write(to json: inout JSONWriter) { json.user(id, username: username, displayName: displayName, color: color) }

  /// The same as bytes of their own.
  public var json: [UInt8] {
    var writer = JSONWriter(capacity: 160)
    write(to: &writer)
    return writer.bytes
  }
}
