import Core
import Engine
import HTTP
import JSON

/// The largest bodies, in bytes.
public enum BodyLimit {
  public static let json = 256 * 1024
  public static let form = 256 * 1024
  /// Of forms whose text may be code, such as 50,000 characters of HTML: each of them takes up to 12 bytes.
  public static let code = 1024 * 1024
  public static let multipart = 25 * 1024 * 1024
}

extension Call {
  /// The body as a JSON object's fields, to be read with `Fields.read`.
  ///
  /// 415 for another content type, 413 beyond `limit`, 400 for an empty body or invalid JSON, 422 for JSON that is not an object.
  public func json(upTo limit: Int = BodyLimit.json) async throws(AppError) -> Fields {
    try Fields(json: await jsonValue(upTo: limit))
  }

  /// The body as any JSON.
  public func jsonValue(upTo limit: Int = BodyLimit.json) async throws(AppError) -> JSONValue {
    let bytes = try await body(upTo: limit) { $0.essence == "application/json" || $0.essence.hasSuffix("+json") }
    do throws(JSONError) {
      return try JSONValue(parsing: bytes)
    } catch {
      throw AppError(refusing: error)
    }
  }

  /// The body as an urlencoded form's fields, to be read with `Fields.read`.
  ///
  /// 415 for another content type, 413 beyond `limit`, 400 for a malformed form.
  public func form(upTo limit: Int = BodyLimit.form) async throws(AppError) -> Fields {
    let bytes = try await body(upTo: limit) { $0.essence == "application/x-www-form-urlencoded" }
    do throws(FormFields.Malformed) {
      return Fields(form: try FormFields(urlencoded: bytes).fields.map { ($0.name, $0.value) })
    } catch {
      throw AppError(.badRequest, "The form cannot be read")
    }
  }

  /// The same for a form with a field that may be given several times. They are called `place.1`, `place.2` and so on.
  public func form(numbering numbered: ShortName) async throws(AppError) -> Fields {
    let bytes = try await body(upTo: BodyLimit.form) { $0.essence == "application/x-www-form-urlencoded" }
    do throws(FormFields.Malformed) {
      var count = 0
      return Fields(
        form: try FormFields(urlencoded: bytes).fields.map { field -> (name: ShortName, value: String) in
          guard field.name == numbered else { return (field.name, field.value) }
          count += 1
          return (ShortName("\(numbered).\(count)"), field.value)
        })
    } catch {
      throw AppError(.badRequest, "The form cannot be read")
    }
  }

  private func body(upTo limit: Int, _ isExpected: (MediaType) -> Bool) async throws(AppError) -> [UInt8] {
    if let type = request.headers["Content-Type"] {
      guard let type = MediaType(type), isExpected(type), type.isUTF8 else { throw .unsupportedMediaType }
    } else if request.body.isPresent {
      throw .unsupportedMediaType
    }
    do throws(BodyError) {
      return try await request.body.collect(upTo: limit)
    } catch {
      throw AppError(error)
    }
  }
}

extension AppError {
  static let unsupportedMediaType = AppError(.unsupportedMediaType, "This content type is not supported here")

  init(_ error: BodyError) {
    switch error {
    case .tooLarge(let limit): self.init(.payloadTooLarge, "The body is larger than \(limit) bytes")
    case .disconnected: self.init(.badRequest, "The body ended early")
    }
  }
}

extension Request {
  var contentType: MediaType? { headers["Content-Type"].flatMap { MediaType($0) } }
}
