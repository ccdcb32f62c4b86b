import Core
import Telemetry

/// A member's own files, and those that others may see.
public struct MediaService: Sendable {
  let work: UnitOfWork
  let media: MediaRepository
  let served: ServedMediaRepository
  let store: any MediaStore
  /// In bytes.
  let quota: Int64
  let log: Logger

  // MARK: One's own

  public func list(_ scope: Scope, _ request: MediaListRequest) async throws -> MediaList {
    let member = try scope.requireMember()
    guard let list = try await media.list(request, of: member.id, quota: quota) else {
      throw AppError.validation("before", MediaListRequest.wrongCursor)
    }
    return list
  }

  /// The same with what shows each of the files now.
  func shelf(_ scope: Scope, before: MediaID? = nil) async throws -> MediaShelf {
    let list = try await list(scope, MediaListRequest(before: before, limit: MediaShelf.length))
    return MediaShelf(list: list, uses: try await served.uses(of: list.items, limit: MediaShelf.mostUses + 1))
  }

  /// One file in its place on the page: the one that could not be deleted.
  func shelf(_ scope: Scope, only id: MediaID) async throws -> MediaShelf {
    let (item, uses) = try await item(scope, id)
    let used = try await media.used(by: item.owner)
    return MediaShelf(list: MediaList(items: [item], next: nil, used: used, quota: quota), uses: [id: uses])
  }

  /// A file of the member's own, with what shows it now.
  public func item(_ scope: Scope, _ id: MediaID) async throws -> (item: MediaItem, uses: [MediaUse]) {
    let member = try scope.requireMember()
    guard let item = try await media.item(id, of: member.id) else { throw AppError.noMedia }
    return (item, try await served.uses(of: item))
  }

  /// Deletes a file that nothing shows. Its bytes are off the disk when this returns.
  public func delete(_ scope: Scope, _ id: MediaID) async throws {
    let member = try scope.requireMember()
    let erased = try await work.transaction { transaction in
      guard try await media.lock(member.id, in: transaction), let item = try await media.item(id, of: member.id, in: transaction) else {
        throw AppError.noMedia
      }
      guard try await !media.hasLivingUse(item, in: transaction) else {
        throw AppError(.conflict, "Something still shows this file. Remove that first")
      }
      try await media.erase([item], of: member.id, in: transaction)
      return ErasedMedia([item.key])
    }
    try await store.remove(erased.keys)
  }

  // MARK: What others may see

  /// One file of an item, for viewers who may see something that shows it.
  public func file(_ scope: Scope, _ id: MediaID, _ name: MediaFileName) async throws -> MediaFile {
    guard let found = try await served.file(id, for: scope.member?.id, with: scope.permissions), found.item.kind == name.kind else {
      throw AppError.noMedia
    }
    return MediaFile(
      stored: store.file(name, of: found.item.key), tag: String(found.item.key.rawValue.prefix(32)), type: name.contentType,
      isPublic: found.isPublic)
  }

  /// What the caller may see of a file that a thing used once; nil if that is nothing.
  public func shown(_ scope: Scope, _ id: MediaID?) async throws -> ShownMedia? {
    guard let id else { return nil }
    return try await served.file(id, for: scope.member?.id, with: scope.permissions)?.item.shown
  }

  /// A square of a picture. The caller has checked that its viewer may see it.
  public func file(_ square: MediaSquare, _ name: MediaFileName) -> MediaFile {
    MediaFile(
      stored: store.file(name, of: square.key), tag: square.key.rawValue.prefix(32) + "-" + name.label, type: name.contentType,
      isPublic: false)
  }

  // MARK: For staff who look at reports. The caller has checked that they may see the file

  /// Those whose bytes are still there, removed ones too.
  public func files(_ ids: [MediaID]) async throws -> [ShownMedia] { try await media.items(ids).map(\.shown) }

  public func reportedFile(_ id: MediaID, _ name: MediaFileName) async throws -> MediaFile {
    guard let item = try await media.items([id]).first, item.kind == name.kind else { throw AppError.noMedia }
    return MediaFile(
      stored: store.file(name, of: item.key), tag: String(item.key.rawValue.prefix(32)), type: name.contentType, isPublic: false)
  }

  // MARK: For features that use files

  /// Removes the files of rows that a committed transaction erased. What cannot be removed now is removed by the sweep.
  public func remove(_ erased: ErasedMedia) async {
    do { try await store.remove(erased.keys) } catch { log.warning("media_files_not_removed", ["error": "\(error)"]) }
  }
}

/// A file about to be sent.
public struct MediaFile: Sendable {
  let stored: StoredFile
  /// Names its bytes.
  let tag: String
  let type: String
  let isPublic: Bool
}

extension AppError {
  /// The same for what is not there and for what the caller may not see.
  public static let noMedia = AppError.notFound("This file")
}
