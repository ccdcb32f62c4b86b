import Core
import Engine
import HTTP
import JSON

/// `GET /openapi.json`: the API, generated from the declarations of routes.
public enum OpenAPIRoute {
  /// All routes and this one, which lists itself. Call it last.
  ///
  /// - Parameter components: schemas that routes refer to by name; `Error` is always one of them.
  public static func adding(to routes: [Route], version: String, components: [String: JSONSchema] = [:]) -> [Route] {
    let all = routes + [route(SharedBuffer([UInt8]()))]
    let known = components.merging(["Error": errorShape]) { own, _ in own }
    let document = OpenAPI(title: "NeoSpace", version: version, components: known).document(of: all)
    return routes + [route(SharedBuffer(document))]
  }

  static let errorShape = JSONSchema.object(
    .required("success", .constant(false)),
    .required(
      "error",
      .object(
        .required("code", .choice(AppError.Code.allCases.map(\.rawValue))),
        .required("message", .string()),
        .optional("details", .map(of: .string()).described("field name to what is wrong with it")))))

  private static func route(_ document: SharedBuffer) -> Route {
    .api(
      .get, "/openapi.json", .open, "This document", tag: "System", limit: .requests,
      answers: [.json(200, "OpenAPI 3.1", .openObject())]
    ) { _ in
      Response(headers: Response.jsonHeaders, body: .shared(document))
    }
  }
}
