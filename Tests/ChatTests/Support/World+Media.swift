import Core
import CoreTesting
import Crypto
import SQL
import Synchronization

@testable import Chat
@testable import Media

/// What the feature had removed from the disk.
final class Removed: Sendable {
  private let all = Mutex<[String]>([])
  var keys: [String] { all.withLock { $0 } }
  func add(_ erased: ErasedMedia) { all.withLock { $0 += erased.keys.map(\.rawValue) } }
}

extension World {
  /// A file of the member's, as an upload leaves it: its row, without bytes.
  func upload(_ member: Member, _ number: Int, kind: MediaItem.Kind = .image) async throws -> MediaID {
    let id = MediaID(RandomSource.seeded(UInt64(1_000 + number)).uuid())
    let digest = String(repeating: "0", count: 60) + String(1_000 + number)
    let shape =
      kind == .image
      ? MediaShape(kind: .image, width: 800, height: 600, frames: 1)
      : MediaShape(kind: .audio, milliseconds: 12_000, waveform: Array(repeating: 500, count: 49) + [1_000])
    let draft = MediaDraft(id: id, key: MediaKey(rawValue: digest), source: digest, bytes: 1_000, shape: shape)
    try await UnitOfWork(database).transaction { transaction in
      _ = try await self.media.rows.media.add(draft.bytes, to: member.id, most: 1 << 30, in: transaction)
      _ = try await self.media.rows.media.insert(draft, of: member.id, at: self.now(), in: transaction)
    }
    return id
  }

  @discardableResult
  func show(_ member: Member, _ files: MediaID..., saying text: String = "", in room: RoomName) async throws -> MessageAck {
    try await chat.messages.post(
      scope(member), in: room, text.isEmpty ? .none : MessageText(text)!, attaching: files.map { Attachment($0) })
  }

  /// Whether `/media/…` has the file for them.
  func sees(_ viewer: Member?, _ file: MediaID) async throws -> Bool {
    try await media.rows.served.file(file, for: viewer?.id, with: viewer?.permissions ?? Role.guest.permissions) != nil
  }

  func exists(_ file: MediaID) async throws -> Bool {
    try await database.value("SELECT 1 FROM media WHERE id = \(file)", as: Int64.self) != nil
  }
}
