import Core

extension Limit {
  static let upload = Limit("upload", .minute(30), meaning: "Files that a member uploads")
  public static let media = Limit(
    "media", .minute(1_200), meaning: "Requests to `/media` and `/avatars`, per member or per address of a guest")
}

enum MediaSettings {
  static let quota = Setting(
    "NEOSPACE_MEDIA_QUOTA", default: 500, meaning: "MiB of stored media per member", .integer(1...1_000_000))

  static let all: [any AnySetting] = [quota, Limit.upload, Limit.media]
}
