import JSON

extension Member {
  /// `{id,username,display_name,color,avatar_url}`, as `user` and `author` look everywhere.
  public func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("id", id.rawValue)
      writer.field("username", username)
      writer.field("display_name", displayName)
      writer.field("color", color)
      writer.field("avatar_url", id.avatarPath)
    }
  }

  /// The same as bytes of their own.
  public var json: [UInt8] {
    var writer = JSONWriter(capacity: 160)
    write(to: &writer)
    return writer.bytes
  }
}
