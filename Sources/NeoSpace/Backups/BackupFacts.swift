import Core
import Crypto
import Encoding
import Foundation
import JSON

/// What a backup says of itself, in the file `.json` beside it.
struct BackupFacts: Equatable, Sendable {
  /// Of the program that made it.
  var version: String
  /// The last step of the schema.
  var schema: String
  /// ISO 8601.
  var createdAt: String
  var contents: BackupContents
  /// The digest of the list of media files; nil when there are none.
  var list: String?
  /// Tells which `SECRET_KEY` it belongs to, and nothing about the key.
  var secretKey: String

  static func fingerprint(of key: Secret) -> String {
    var hash = SHA256()
    hash.update(Array("neospace backup fingerprint\0".utf8))
    hash.update(key.bytes)
    return Hex.encode(Array(hash.digest().prefix(8)))
  }

  /// When it was made; nil if that cannot be read.
  var moment: Timestamp? {
    let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    return (try? format.parse(createdAt)).map { Timestamp(milliseconds: Int64(($0.timeIntervalSince1970 * 1_000).rounded())) }
  }

  var json: String {
    var json = JSONWriter()
    json.object { json in
      json.field("version", version)
      json.field("schema", schema)
      json.field("created_at", createdAt)
      json.field("epoch", contents.epoch)
      json.field("users", contents.users)
      json.field("messages", contents.messages)
      json.key("media")
      json.object { json in
        json.field("count", contents.media)
        json.field("bytes", contents.mediaBytes)
        json.field("list", list)
      }
      json.field("secret_key", secretKey)
    }
    return json.text + "\n"
  }

  init(version: String, createdAt: String, contents: BackupContents, list: String?, secretKey: String) {
    self.version = version
    schema = contents.schema
    self.createdAt = createdAt
    self.contents = contents
    self.list = list
    self.secretKey = secretKey
  }

  /// Reads what `json` wrote. Members it does not know are left alone.
  init(reading path: String) throws {
    guard let file = FileManager.default.contents(atPath: path) else { throw MaintenanceError("\(path) is missing or cannot be read") }
    let value: JSONValue
    do { value = try JSONValue(parsing: Array(file)) } catch { throw MaintenanceError("\(path) does not describe a backup") }
    func text(_ name: String) throws -> String {
      guard let text = value[name]?.string else { throw MaintenanceError("\(path) does not say \(name)") }
      return text
    }
    func count(_ name: String, of value: JSONValue?) throws -> Int64 {
      guard let count = value?[name]?.int else { throw MaintenanceError("\(path) does not say \(name)") }
      return count
    }
    let media = value["media"]
    version = try text("version")
    schema = try text("schema")
    createdAt = try text("created_at")
    secretKey = try text("secret_key")
    list = media?["list"]?.string
    contents = BackupContents(
      schema: schema, epoch: try text("epoch"), users: try count("users", of: value), messages: try count("messages", of: value),
      media: try count("count", of: media), mediaBytes: try count("bytes", of: media))
  }
}

/// What a database holds, as far as a backup is compared with it.
struct BackupContents: Equatable, Sendable {
  var schema: String
  var epoch: String
  var users: Int64
  var messages: Int64
  var media: Int64
  var mediaBytes: Int64

  /// What is different in another one, for people; nil if nothing is.
  func difference(to found: BackupContents) -> String? {
    for (name, wanted, counted) in [
      ("users", users, found.users), ("messages", messages, found.messages), ("media", media, found.media),
      ("bytes of media", mediaBytes, found.mediaBytes),
    ] where wanted != counted { return "it should hold \(wanted) \(name), and holds \(counted)" }
    if epoch != found.epoch { return "it should be of epoch \(epoch), and is of \(found.epoch)" }
    return schema == found.schema ? nil : "its schema should end with \(schema), and ends with \(found.schema)"
  }
}
