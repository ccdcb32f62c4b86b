import Core
import JSON

/// What is kept of one member's files, for them to take away.
struct PersonalMediaService: Sendable {
  let media: MediaRepository

  func export(of user: UserID) async throws -> [UInt8] {
    let items = try await media.everything(of: user)
    var json = JSONWriter(capacity: 64 + items.count * 512)
    json.array { json in for item in items { item.shown.write(to: &json) } }
    return json.bytes
  }
}
