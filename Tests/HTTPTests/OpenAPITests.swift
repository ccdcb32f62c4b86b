import HTTP
import JSON
import Testing

@Suite struct Descriptions {
  private func route(
    _ method: HTTP.Method, _ pattern: PathPattern, isPublished: Bool = true, needsSession: Bool = false,
    request: RequestSchema = .none, responses: [ResponseSchema] = []
  ) -> Endpoint<Int, Int> {
    Endpoint(
      method: method, pattern: pattern, rules: 0,
      documentation: RouteDocumentation(
        summary: "S", tag: "T", isPublished: isPublished, request: request, responses: responses, needsSession: needsSession),
      handler: 0)
  }

  @Test func theDocumentSaysWhatIsDeclared() throws {
    let task = JSONSchema.object(.required("id", .integer()), .optional("note", .string(max: 10).nullable()))
    let api = OpenAPI(title: "X", version: "1", components: ["Task": task])
    let bytes = api.document(of: [
      route(
        .put, "/tasks/{id}", needsSession: true,
        request: .json(.required("title", .string(1...200)), headers: [.optional("If-Match", .string())]),
        responses: [ResponseSchema(200, "Changed", .ref("Task")), ResponseSchema(412, "Another version")]),
      route(.get, "/tasks/{id}", responses: [ResponseSchema(200, "It", .ref("Task"))]),
      route(.get, "/tasks", request: .query(.optional("page", .integer(min: 1)))),
      route(.get, "/page", isPublished: false),
      route(.get, "/files/{path...}"),
    ])
    let document = try JSONValue(parsing: bytes)
    #expect(document["openapi"] == "3.1.0")
    #expect(document["info"]?["title"] == "X")
    #expect(document["paths"]?.object?.keys.sorted() == ["/files/{path}", "/tasks", "/tasks/{id}"])

    let put = try #require(document["paths"]?["/tasks/{id}"]?["put"])
    #expect(put["operationId"] == "put_tasks_id")
    #expect(put["security"] == [["bearer": []]])
    #expect(put["requestBody"]?["content"]?["application/json"]?["schema"]?["required"] == ["title"])
    #expect(put["responses"]?["200"]?["content"]?["application/json"]?["schema"] == ["$ref": "#/components/schemas/Task"])
    #expect(put["responses"]?["412"]?["description"] == "Another version")
    #expect(put["parameters"]?.array?.map { $0["name"] } == ["id", "If-Match"])
    #expect(put["parameters"]?[0]?["in"] == "path")
    #expect(put["parameters"]?[0]?["required"] == true)
    #expect(document["paths"]?["/tasks/{id}"]?["get"]?["security"] == nil)
    #expect(document["paths"]?["/tasks"]?["get"]?["parameters"]?[0]?["schema"]?["minimum"] == 1)
    #expect(document["components"]?["schemas"]?["Task"]?["type"] == "object")
  }

  @Test func anUnknownShapeStopsTheProgramAtStart() async {
    await #expect(processExitsWith: .failure) {
      let route = Endpoint(
        method: .get, pattern: "/a", rules: 0,
        documentation: RouteDocumentation(summary: "", isPublished: true, responses: [ResponseSchema(200, "", .ref("Missing"))]), handler: 0
      )
      _ = OpenAPI(title: "", version: "").document(of: [route])
    }
  }
}
