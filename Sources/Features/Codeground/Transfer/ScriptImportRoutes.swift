import Core
import Crypto
import Design
import Encoding
import HTTP
import Web

/// `/codeground/import`: scripts come in by a form.
struct ScriptImportRoutes: Sendable {
  let transfers: ScriptTransferService
  let site: Site

  var routes: [Route] {
    [
      .page(.get, "/codeground/import", .signedIn, "The form to import a script") { call in
        try call.refuseQuery()
        return .page(ScriptImportPage(error: nil, requestID: call.newRequestID, visit: Visit(site, call)))
      },
      .form(
        "/codeground/import", .signedIn, "Import a script", limit: [.requests, .member(.forkScript)],
        request: CodegroundSchemas.importForm, body: { try await Self.form($0) }
      ) { fields throws(AppError) in
        fields.ignore("file", "name", "request_id")
        let (name, file) = (fields.typed("name", upTo: 1_024), Base64URL.decode(fields.typed("file")))
        guard let file, !file.isEmpty else { throw .validation("file", "must be given") }
        return (bytes: file, fileName: name, key: fields.typed("request_id", upTo: 255))
      } submit: { call, form in
        let scope = call.idempotentScope(form: form.key, Array("\(form.fileName)\n".utf8) + SHA256.digest(of: form.bytes))
        return .redirect(to: CodegroundPath.script(try await transfers.take(scope, fileNamed: form.fileName, form.bytes).id))
      } refuse: { call, form in
        .page(ScriptImportPage(error: form.error, requestID: call.newRequestID, visit: Visit(site, call)))
      },
    ]
  }

  /// The form with its file, in Base64, and the name of the file.
  private static func form(_ call: Call) async throws -> Fields {
    var (fields, files) = try await call.multipart(inMemory: ScriptTransferService.largest + ScriptTransferRoutes.around)
    guard files.count <= 1, files.allSatisfy({ $0.field == "file" }) else {
      throw AppError.validation("file", "is the only file that is taken")
    }
    guard let file = files.first else { return fields }
    guard file.bytes.count <= ScriptTransferService.largest else {
      throw AppError(.payloadTooLarge, "The file is larger than \(ScriptTransferService.largest >> 20) MiB")
    }
    fields.set("file", to: Base64URL.encode(file.bytes))
    fields.set("name", to: file.filename)
    return fields
  }
}
