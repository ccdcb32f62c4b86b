import Core
import Crypto
import HTTP
import Web

/// `/api/scripts/{id}/export.zip` and `/api/scripts/import`: scripts that leave and come in.
struct ScriptTransferRoutes: Sendable {
  /// Bytes of a form beside its file.
  static let around = 65_536

  let transfers: ScriptTransferService

  var routes: [Route] {
    [
      .api(
        .get, "/api/scripts/{id}/export.zip", .signedIn, "A script with its draft and its revisions, as a ZIP archive", tag: "Codeground",
        request: CodegroundSchemas.addressed,
        answers: [.other(200, "The archive"), .error(.notFound), .error(.gone)], handler: export),
      .api(
        .post, "/api/scripts/import", .signedIn, "Make a script of an exported archive, of a .js or of an .html", tag: "Codeground",
        limit: [.requests, .member(.forkScript)], request: CodegroundSchemas.brought,
        answers: [.success(201, "The script; Location says where", CodegroundSchemas.script), .error(.conflict)], handler: take),
    ]
  }

  private func export(_ call: Call) async throws -> Response {
    let scope = call.scope
    let script = try await transfers.portable(scope, call.scriptID)
    try call.refuseQuery()
    return .streamed("application/zip") { send in try await transfers.write(script, at: scope.now, to: send) }
      .with("Content-Disposition", ContentDisposition.header(.attachment, filename: "\(script.details.title).zip"))
      .with("Cache-Control", "no-store")
  }

  private func take(_ call: Call) async throws -> Response {
    try call.refuseQuery()
    let (fields, files) = try await call.multipart(inMemory: ScriptTransferService.largest + Self.around)
    try Fields.read(fields) { fields in if fields.has("file") { fields.refuse("file", "must be a file") } }
    guard let file = files.first, files.count == 1, file.field == "file" else {
      throw AppError.validation("file", "must be given once, as a file")
    }
    guard file.bytes.count <= ScriptTransferService.largest else {
      throw AppError(.payloadTooLarge, "The file is larger than \(ScriptTransferService.largest >> 20) MiB")
    }
    let scope = try call.idempotentScope(Array("\(file.filename)\n".utf8) + SHA256.digest(of: file.bytes))
    return .made(try await transfers.take(scope, fileNamed: file.filename, file.bytes))
  }
}
