import Core
import HTTP
import JSON
import Web

extension UploadService {
  /// The fields of a form with files, for `Route.form`. Each file is uploaded. The ids of all stand in the field `media_id`, with commas
  /// between them: first those that the form names itself, as one that was refused before does, then the new ones. What is wrong with a
  /// file is a problem of the field `file`. The fields `alt` are called `alt.1`, `alt.2` and so on.
  ///
  /// - Parameter most: how many files the form may have.
  public func form(_ call: Call, most: Int) async throws -> Fields {
    guard call.isMultipart else { return try await call.form() }
    let files = ReceivedFiles()
    do {
      var fields = try await call.multipart(numbering: "alt") { part in
        guard part.name == "file" else { throw AppError.validation("file", "is the only file that is taken") }
        try await call.count(.member(.upload))
        let reception = try await begin(call.scope)
        await files.add(reception)
        return await MediaSink(reception, isKept: reception.begin())
      }
      let all = await files.all
      var ids = MediaID.list(fields.typed("media_id", upTo: 40 * most))
      if all.count > most { fields.refuse("file", "must be at most \(most) files") }
      for reception in all.prefix(most) {
        do {
          ids.append(try await finish(call.scope, reception) { _ in call.scope }.id)
        } catch let error as AppError where error.code.status < 500 {
          fields.refuse("file", error.details["file"] ?? error.message)
        }
      }
      fields.set("media_id", to: ids.map(\.rawValue).joined(separator: ","))
      await files.remove()
      return fields
    } catch {
      await files.remove()
      throw error
    }
  }

  /// The same for a form that has a field for each file: the field then holds the file's id. A field without a file stays as it is.
  public func form(_ call: Call, files names: [String]) async throws -> Fields {
    guard call.isMultipart else { return try await call.form() }
    let files = NamedFiles()
    do {
      var fields = try await call.multipart { part in
        guard let name = names.first(where: { ShortName($0) == part.name }) else {
          throw AppError.validation("file", "has to be in one of the fields \(names.joined(separator: ", "))")
        }
        if let known = await files.reception(named: name) { return await MediaSink(known, isKept: known.begin()) }
        try await call.count(.member(.upload))
        let reception = try await begin(call.scope)
        await files.add(reception, named: name)
        return await MediaSink(reception, isKept: reception.begin())
      }
      for (name, reception) in await files.all {
        do {
          fields.set(name, to: try await finish(call.scope, reception) { _ in call.scope }.id.rawValue)
        } catch let error as AppError where error.code.status < 500 {
          fields.refuse(name, error.details["file"] ?? error.message)
        }
      }
      await files.remove()
      return fields
    } catch {
      await files.remove()
      throw error
    }
  }
}

/// The files of one form, by the names of their fields.
private actor NamedFiles {
  private(set) var all: [(name: String, reception: MediaReception)] = []

  func add(_ reception: MediaReception, named name: String) { all.append((name, reception)) }

  func reception(named name: String) -> MediaReception? { all.first { $0.name == name }?.reception }

  func remove() async {
    for (_, reception) in all { await reception.remove() }
  }
}

/// The files of one form.
private actor ReceivedFiles {
  private(set) var all: [MediaReception] = []

  func add(_ reception: MediaReception) { all.append(reception) }

  func remove() async {
    for reception in all { await reception.remove() }
  }
}
