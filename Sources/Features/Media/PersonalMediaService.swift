import Accounts
import Core
import JSON

/// What is kept of one member's files: for them to take away, and to come in elsewhere.
struct PersonalMediaService: Sendable {
  let work: UnitOfWork
  let media: MediaRepository
  let store: any MediaStore
  let uploads: UploadService
  private let names = PortableMediaRepository()

  init(work: UnitOfWork, media: MediaRepository, store: any MediaStore, uploads: UploadService) {
    self.work = work
    self.media = media
    self.store = store
    self.uploads = uploads
  }

  /// Writes the list of files, and then the largest form of each: originals are not kept.
  func export(of user: UserID, to output: any PersonalOutput) async throws {
    let (items, names) = try await media.reading { snapshot in
      let items = try await media.everything(of: user, at: snapshot)
      return (items, try await self.names.names(of: items.map(\.id), at: snapshot))
    }
    var list = PersonalList(output)
    // Each form of a file once, though two items could have equal ones.
    var files: [(name: String, path: String)] = []
    for item in items {
      let name = MediaFileName.largest(of: item.kind)
      guard case .disk(let path) = store.file(name, of: item.key) else { continue }
      let digest = try await output.digest(ofFileAt: path)
      let file = digest.map { "media/\($0).\(name.fileExtension)" }
      try await list.add(item.shown.portable(names[item.id] ?? .none, file: file))
      if let file, !files.contains(where: { $0.name.utf8.elementsEqual(file.utf8) }) { files.append((file, path)) }
    }
    try await list.end()
    for file in files { try await output.add(file.name, fileAt: file.path) }
  }

  /// Takes a file of another place: it is worked through like every upload.
  func take(_ scope: Scope, _ json: JSONValue, _ files: any ArrivingFiles) async throws -> PersonalArrival.Outcome {
    let member = try scope.requireMember(.uploadMedia)
    let arriving = try Fields.read(Fields(json: json)) { fields in
      fields.ignoreRest()
      return (name: fields.portableID(), file: fields.text("file", 1...200), madeAt: fields.arrivedAt("created_at", now: scope.now))
    }
    if try await media.reading({ try await names.file(arriving.name, of: member.id, in: $0) }) != nil { return .skipped }
    let upload = try await upload(scope, arriving.file, files)
    try await work.transaction { transaction in
      guard let item = try await media.item(upload.id, of: member.id, in: transaction) else {
        throw AppError(.conflict, "This file was deleted while it came in")
      }
      try await names.keep(arriving.name, for: item, madeAt: upload.isNew ? arriving.madeAt : nil, in: transaction)
    }
    return upload.isNew ? .created : .skipped
  }

  private func upload(_ scope: Scope, _ file: String, _ files: any ArrivingFiles) async throws -> MediaUpload {
    let reception = try await uploads.begin(scope)
    let result: Result<MediaUpload, any Error>
    do {
      _ = await reception.begin()
      guard try await files.read(file, { try await reception.add($0) }) else {
        throw AppError.validation("file", "is not in the archive")
      }
      result = .success(try await uploads.finish(scope, reception) { _ in scope })
    } catch {
      result = .failure(error)
    }
    await reception.remove()
    return try result.get()
  }
}

extension MediaFileName {
  static func largest(of kind: MediaItem.Kind) -> MediaFileName { kind == .audio ? .audio : .image1280 }
  var fileExtension: String { self == .audio ? "mp3" : "webp" }
}
