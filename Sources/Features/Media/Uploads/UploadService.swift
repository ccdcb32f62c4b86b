import Core
import Crypto
import Encoding
import Telemetry

/// Takes files of members: received, worked through, kept, then made a row. Whatever goes wrong, nothing of the file stays.
public struct UploadService: Sendable {
  let work: UnitOfWork
  let media: MediaRepository
  let store: any MediaStore
  let opening: MediaOpening
  let workshop: MediaWorkshop
  /// In bytes.
  let quota: Int64
  /// Bytes that stay free on the disk.
  let reserve: Int64
  let log: Logger
  private let unfinished = UnfinishedUploads()

  init(
    work: UnitOfWork, media: MediaRepository, store: any MediaStore, opening: MediaOpening, workshop: MediaWorkshop, quota: Int64,
    reserve: Int64, log: Logger
  ) {
    self.work = work
    self.media = media
    self.store = store
    self.opening = opening
    self.workshop = workshop
    self.quota = quota
    self.reserve = reserve
    self.log = log
  }

  /// Uploads a file that is whole already, such as a picture of the demo.
  public func upload(_ scope: Scope, _ bytes: [UInt8]) async throws -> MediaUpload {
    let reception = try await begin(scope)
    let result: Result<MediaUpload, any Error>
    do {
      _ = await reception.begin()
      try await reception.add(bytes)
      result = .success(try await finish(scope, reception) { _ in scope })
    } catch {
      result = .failure(error)
    }
    await reception.remove()
    return try result.get()
  }

  /// Begins an upload. The caller calls `MediaReception.remove` at its end, however it ends. `UNAVAILABLE` if the member has too many that
  /// have not ended.
  public func begin(_ scope: Scope) async throws -> MediaReception {
    try await reception(scope, of: scope.requireMember(.uploadMedia).id)
  }

  func reception(_ scope: Scope, of owner: UserID) async throws -> MediaReception {
    try scope.gate.require(.media)
    try await opening.beforeUpload()
    let place = try unfinished.begin(of: owner)
    do {
      guard try await store.free() >= reserve else { throw AppError.diskNearlyFull }
      let workplace = try await store.makeWorkplace(named: scope.random.uuid().description)
      return MediaReception(workplace) { place.end() }
    } catch {
      place.end()
      throw reported(error)
    }
  }

  /// Makes a file of the member's of what has arrived. The same bytes again are the file that there is.
  public func finish(_ scope: Scope, _ received: MediaReception, named: (_ content: [UInt8]) throws -> Scope) async throws -> MediaUpload {
    let member = try scope.requireMember(.uploadMedia)
    let file = try await received.complete()
    return try await keep(named(Array(file.source.utf8)), file, of: member.id)
  }

  func keep(_ scope: Scope, _ file: ReceivedMedia, of owner: UserID) async throws -> MediaUpload {
    if let answer = try await work.answered(scope) { return try MediaUpload(remembered: answer) }
    if try await media.isRemoved(madeOf: file.source, by: owner) {
      throw AppError.validation("file", "was removed by a moderator and cannot be used again")
    }
    if let known = try await again(file.source, by: owner, at: scope.now) { return MediaUpload(known) }
    guard try await media.used(by: owner) < quota else { throw full }
    let shape = try await workshop.work(on: file, of: owner)
    let id = MediaID(scope.random.uuid())
    let key = MediaKey(rawValue: Hex.encode(SHA256.digest(of: Array("\(id) \(file.source)".utf8))))
    do {
      let bytes = try await file.workplace.keep(MediaFileName.all(of: shape.kind), as: key)
      let draft = MediaDraft(id: id, key: key, source: file.source, bytes: bytes, shape: shape)
      let upload = try await insert(scope, draft, of: owner)
      if upload.id != id { try await store.remove([key]) }
      return upload
    } catch {
      // When it is unknown whether the row was written, the files stay: the sweep removes them if there is none.
      if (error as? AppError)?.code != .unavailable { await removeFiles(of: key) }
      throw reported(error)
    }
  }

  /// The file that was made of these bytes before. If nothing uses it, its seven days start again.
  private func again(_ source: String, by owner: UserID, at now: Timestamp) async throws -> MediaItem? {
    guard try await media.item(madeOf: source, by: owner) != nil else { return nil }
    return try await work.transaction { transaction in
      guard let known = try await media.item(madeOf: source, by: owner, in: transaction) else { return nil }
      // The sweep may have deleted it since it was read.
      return try await media.renew(known, at: now, in: transaction) ? known : nil
    }
  }

  private func insert(_ scope: Scope, _ draft: MediaDraft, of owner: UserID) async throws -> MediaUpload {
    do {
      return try await work.once(
        scope, remembering: \.remembered, repeating: { try MediaUpload(remembered: $0) }
      ) { transaction in
        guard try await media.add(draft.bytes, to: owner, most: quota, in: transaction) else { throw full }
        guard let item = try await media.insert(draft, of: owner, at: scope.now, in: transaction) else { throw SameBytes() }
        return MediaUpload(id: item.id, json: item.shown.json, isNew: true)
      }
    } catch is SameBytes {
      // Uploaded twice at the same time. Only a transaction is sure to see what the other one has written.
      guard let known = try await work.transaction({ try await media.item(madeOf: draft.source, by: owner, in: $0) }) else {
        throw AppError(.conflict, "This file was deleted while it was uploaded again")
      }
      return MediaUpload(known)
    }
  }

  private struct SameBytes: Error {}

  private func removeFiles(of key: MediaKey) async {
    do { try await store.remove([key]) } catch { log.warning("media_files_not_removed", ["error": "\(error)"]) }
  }

  private func reported(_ error: any Error) -> AppError {
    if let error = error as? AppError { return error }
    log.error("media_not_stored", ["error": "\(error)"])
    return AppError(answeringFile: error)
  }

  private var full: AppError {
    AppError(.limitExceeded, "Your files take up all of your \(quota >> 20) MiB. Delete some to make room")
  }
}

extension MediaUpload {
  init(_ item: MediaItem) { self.init(id: item.id, json: item.shown.json, isNew: false) }

  /// As it is remembered with the request: the id, then the object.
  var remembered: [UInt8] { Array(id.rawValue.utf8) + json }

  init(remembered bytes: [UInt8]) throws {
    guard bytes.count > 36, let id = MediaID(text: String(decoding: bytes.prefix(36), as: UTF8.self)) else {
      throw AppError(.serverError, "Something went wrong on our side")
    }
    self.init(id: id, json: Array(bytes.dropFirst(36)), isNew: true)
  }
}
