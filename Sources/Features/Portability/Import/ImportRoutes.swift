import Core
import Design
import HTTP
import JSON
import Web

/// `/settings/import` and `/settings/imports/{id}`: an archive of another place, taken in.
struct ImportRoutes: Sendable {
  /// Bytes of a form beside its file.
  private static let around = 65_536

  let imports: ImportService
  let site: Site

  var routes: [Route] {
    [
      .page(.get, "/settings/import", .signedIn, "The form that takes an archive", handler: form),
      .either(
        .post, "/settings/import", .signedIn, "Take in an archive that another place made of a member", tag: "Archives",
        request: PortabilitySchemas.upload,
        answers: [.json(202, "It is taken in in the background", PortabilitySchemas.one), .error(.conflict)], handler: take),
      .either(
        .get, "/settings/imports/{id}", .signedIn, "What became of an archive, part by part", tag: "Archives",
        request: PortabilitySchemas.addressed,
        answers: [.json(200, "The import", PortabilitySchemas.one), .error(.notFound), .error(.badRequest)], handler: show),
    ]
  }

  private func form(_ call: Call) async throws -> Response {
    try call.refuseQuery()
    return try await page(call, nil)
  }

  private func take(_ call: Call) async throws -> Response {
    do {
      try call.refuseQuery()
      let one = try await receive(call)
      if call.wantsPage { return .redirect(to: Site.settingsPath + PortabilitySection.anchor) }
      return Response.json(202) { one.write(to: &$0) }.with("Location", PortabilityPath.item(one.id))
    } catch let error as AppError where call.wantsPage && error.code != .unauthorized && error.code.status < 504 {
      return try await page(call.showingPage(), error).retrying(after: error)
    }
  }

  private func receive(_ call: Call) async throws -> Import {
    guard call.isMultipart else {
      throw AppError(.unsupportedMediaType, "Send the archive as a file of a form, multipart/form-data")
    }
    let reception = try await imports.begin(call.scope)
    let result: Result<Import, any Error>
    do {
      let fields = try await call.multipart(upTo: Int(imports.limit) + Self.around) { part in
        guard part.name == "archive" else { throw AppError.validation("archive", "is the only file that is taken") }
        return ImportSink(reception)
      }
      try Fields.read(fields) { fields in if fields.has("archive") { fields.refuse("archive", "must be a file") } }
      result = .success(try await imports.accept(call.scope, reception))
    } catch {
      result = .failure(error)
    }
    await reception.remove()
    return try result.get()
  }

  private func show(_ call: Call) async throws -> Response {
    let one = try await imports.find(call.scope, call.id())
    try call.refuseQuery()
    guard call.wantsPage else { return .json { one.write(to: &$0) } }
    return .page(ImportOutcomePage(one: one, visit: Visit(site, call)))
  }

  private func page(_ call: Call, _ error: AppError?) async throws -> Response {
    .page(
      error?.code.status ?? 200,
      ImportFormPage(newest: try await imports.newest(call.scope), limit: imports.limit, error: error, visit: Visit(site, call)))
  }
}

/// Hands the pieces of a file to its reception. The caller that began it removes what was written.
private final class ImportSink: UploadSink {
  private let reception: ImportReception

  init(_ reception: ImportReception) { self.reception = reception }

  func write(_ bytes: [UInt8]) async throws { try await reception.write(bytes) }
  func finish() async throws { try await reception.finish() }
  func discard() async {}
}
