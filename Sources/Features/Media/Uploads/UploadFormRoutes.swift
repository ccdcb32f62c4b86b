import Core
import HTTP
import JSON
import Web

extension UploadService {
  /// The fields of a form with files, for `Route.form`. Each file is uploaded. The ids of all stand in the field `media_id`, with commas
  /// between them: first those that the form names itself, as one that was refused before does, then the new ones. What is wrong with a
  /// file is a problem of the field `file`. The fields `alt` are called `alt.1`, `alt.2` and so on, in the order of the ids: that of a file
  /// which is refused is left out. If files cannot be taken at all, that is the form's `failure`.
  ///
  /// - Parameters:
  ///   - most: how many files the form may have.
  ///   - limit: the bytes that the form may have without files.
  public func form(_ call: Call, most: Int, upTo limit: Int = BodyLimit.form) async throws -> Fields {
    guard call.isMultipart else { return try await call.form(upTo: limit) }
    return try await withFiles { files in
      var fields = try await call.multipart(numbering: "alt") { part in
        guard part.name == "file" else { throw AppError.validation("file", "is the only file that is taken") }
        return try await files.sink(named: "file") { try await started(call) }
      }
      let all = await files.all
      // A form that was refused for too many files names all of them, so that some can be taken away.
      var ids = MediaID.list(fields.typed("media_id", upTo: 8_192))
      fields.failure = await files.failure
      if all.count > most { fields.refuse("file", "must be at most \(most) files") }
      for (name, reception) in all.prefix(most) {
        if let id = try await finish(reception, of: call, as: name, in: &fields) {
          ids.append(id)
        } else {
          fields.removeNumbered("alt", ids.count + 1)
        }
      }
      fields.set("media_id", to: ids.map(\.rawValue).joined(separator: ","))
      return fields
    }
  }

  /// The same for a form that has a field for each file: the field then holds the file's id. A field without a file stays as it is.
  public func form(_ call: Call, files names: [String]) async throws -> Fields {
    guard call.isMultipart else { return try await call.form() }
    return try await withFiles { files in
      var fields = try await call.multipart { part in
        guard let name = names.first(where: { ShortName($0) == part.name }) else {
          throw AppError.validation("file", "has to be in one of the fields \(names.joined(separator: ", "))")
        }
        if let known = await files.reception(named: name) { return await MediaSink(known, isKept: known.begin()) }
        return try await files.sink(named: name) { try await started(call) }
      }
      fields.failure = await files.failure
      for (name, reception) in await files.all {
        if let id = try await finish(reception, of: call, as: name, in: &fields) { fields.set(name, to: id.rawValue) }
      }
      return fields
    }
  }

  /// Removes what was received of the files, whether the form can be read or not.
  private func withFiles(_ read: (FormFiles) async throws -> Fields) async throws -> Fields {
    let files = FormFiles()
    let result: Result<Fields, any Error>
    do { result = .success(try await read(files)) } catch { result = .failure(error) }
    await files.remove()
    return try result.get()
  }

  /// Nil if the file is refused, which the form tells beside the field, or cannot be taken now, which is the form's `failure`.
  private func finish(
    _ reception: MediaReception, of call: Call, as field: String, in fields: inout Fields
  ) async throws -> MediaID? {
    do {
      return try await finish(call.scope, reception) { _ in call.scope }.id
    } catch let error as AppError where error.isOfTheFile {
      fields.refuse(field, error.details["file"] ?? error.message)
    } catch let error as AppError where error.isPassing {
      fields.failure = fields.failure ?? error
    }
    return nil
  }

  private func started(_ call: Call) async throws -> MediaReception {
    try await call.count(.member(.upload))
    return try await begin(call.scope)
  }
}

/// The files of one form, by the names of their fields.
private actor FormFiles {
  private(set) var all: [(name: String, reception: MediaReception)] = []
  /// Why a file was not taken.
  private(set) var failure: AppError?

  func reception(named name: String) -> MediaReception? { all.first { $0.name == name }?.reception }

  /// Where the next file goes. One that cannot be taken now is dropped with all that follow it, and the rest of the form is read.
  func sink(named name: String, _ begin: () async throws -> MediaReception) async throws -> any UploadSink {
    if failure != nil { return DroppedFile() }
    do {
      let reception = try await begin()
      all.append((name, reception))
      return await MediaSink(reception, isKept: reception.begin())
    } catch let error as AppError where error.isPassing {
      failure = error
      return DroppedFile()
    }
  }

  func remove() async {
    for (_, reception) in all { await reception.remove() }
  }
}

private final class DroppedFile: UploadSink {
  func write(_ bytes: [UInt8]) async throws {}
  func finish() async throws {}
  func discard() async {}
}

extension AppError {
  /// Nothing is wrong with the file: it cannot be taken now, or from this member.
  fileprivate var isPassing: Bool { [.unavailable, .rateLimited, .forbidden].contains(code) }
  fileprivate var isOfTheFile: Bool { code.status < 500 && !isPassing }
}
