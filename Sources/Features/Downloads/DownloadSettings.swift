import Core

extension Limit {
  static let redeemKeyByUser = Limit("redeem_key_user", .hour(10), meaning: "Key redemptions per member")
  static let redeemKeyByAddress = Limit("redeem_key_address", .hour(30), meaning: "Key redemptions per address")
}

enum DownloadSettings {
  static let file = Setting("DOWNLOAD_FILE", meaning: "Path of the gated file", example: "/srv/release.zip", .readableFile)
  static let fileURL = Setting(
    "DOWNLOAD_FILE_URL", meaning: "URL of the gated file, if `DOWNLOAD_FILE` is not set", example: "https://files.example.org/release.zip",
    SettingFormat<String>.url(schemes: ["http", "https"]))
  static let fileToken = Setting(
    "DOWNLOAD_FILE_TOKEN", meaning: "Bearer token sent to `DOWNLOAD_FILE_URL`", example: "a-long-random-token", .secret)
  static let tokenLifetime = Setting(
    "DOWNLOAD_TOKEN_TTL", default: .seconds(60), meaning: "Seconds for which a download link works", .seconds(1...86_400))

  static let all: [any AnySetting] = [file, fileURL, fileToken, tokenLifetime, Limit.redeemKeyByUser, Limit.redeemKeyByAddress]
}
