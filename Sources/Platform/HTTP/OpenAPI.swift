import JSON

/// The OpenAPI 3.1 document of declared routes.
public struct OpenAPI: Sendable {
  /// Of the API.
  public let title: String
  /// Of the API.
  public let version: String
  /// Shapes that routes refer to by name.
  public let components: [String: JSONSchema]

  /// A document without routes yet.
  public init(title: String, version: String, components: [String: JSONSchema] = [:]) {
    self.title = title
    self.version = version
    self.components = components
  }

  /// The document as JSON, routes in the order of their paths, methods in the usual one. Unpublished routes are left out.
  ///
  /// - Precondition: every schema a route refers to is among `components`.
  public func document<Rules, Handler>(of routes: [Endpoint<Rules, Handler>]) -> [UInt8] {
    let published = routes.filter(\.documentation.isPublished)
    requireKnownReferences(published.flatMap { Self.schemas(of: $0.documentation) })
    let byPath = Dictionary(grouping: published) { $0.pattern.template }
    var json = JSONWriter(capacity: 16 * 1024)
    json.object { json in
      json.field("openapi", "3.1.0")
      json.key("info")
      json.object { json in
        json.field("title", title)
        json.field("version", version)
      }
      json.key("paths")
      json.object { json in
        for (path, routes) in byPath.sorted(by: { $0.key < $1.key }) {
          json.key(path)
          json.object { json in
            for route in routes.sorted(by: { $0.method.order < $1.method.order }) {
              json.key(route.method.rawValue.lowercased())
              write(route.documentation, route.pattern, operation: "\(route.method.rawValue) \(route.pattern.template)", to: &json)
            }
          }
        }
      }
      json.key("components")
      json.object { json in
        json.key("securitySchemes")
        json.object { json in
          json.key("bearer")
          json.object { json in
            json.field("type", "http")
            json.field("scheme", "bearer")
            json.field("bearerFormat", "JWT")
          }
        }
        json.key("schemas")
        json.object { json in
          for (name, schema) in components.sorted(by: { $0.key < $1.key }) {
            json.key(name)
            json.schema(schema)
          }
        }
      }
    }
    return json.bytes
  }

  private func write(_ route: RouteDocumentation, _ pattern: PathPattern, operation: String, to json: inout JSONWriter) {
    json.object { json in
      json.field("operationId", Self.identifier(operation))
      json.field("summary", route.summary)
      if let tag = route.tag {
        json.key("tags")
        json.array { $0.string(tag) }
      }
      if route.needsSession {
        json.key("security")
        json.array { json in
          json.object { json in
            json.key("bearer"); json.array { _ in }
          }
        }
      }
      writeParameters(route.request, pattern, to: &json)
      if let body = route.request.body {
        json.key("requestBody")
        json.object { json in
          json.field("required", true)
          json.key("content")
          switch body {
          case .json(let schema): writeContent("application/json", schema, to: &json)
          case .form(let schema): writeContent("application/x-www-form-urlencoded", schema, to: &json)
          case .multipart(let schema): writeContent("multipart/form-data", schema, to: &json)
          }
        }
      }
      json.key("responses")
      json.object { json in
        for (status, answers) in Dictionary(grouping: route.responses, by: \.status).sorted(by: { $0.key < $1.key }) {
          json.key(String(status))
          json.object { json in
            json.field("description", answers.map(\.summary).joined(separator: ", "))
            if let answer = answers.first(where: { $0.schema != nil }), let schema = answer.schema {
              json.key("content")
              writeContent(answer.contentType, schema, to: &json)
            }
          }
        }
      }
    }
  }

  private func writeParameters(_ request: RequestSchema, _ pattern: PathPattern, to json: inout JSONWriter) {
    let path = pattern.parameterNames.map { JSONSchema.Member.required($0, request.path[$0] ?? .string()) }
    let all = path.map { ($0, "path") } + request.query.map { ($0, "query") } + request.headers.map { ($0, "header") }
    guard !all.isEmpty else { return }
    json.key("parameters")
    json.array { json in
      for (parameter, place) in all {
        json.object { json in
          json.field("name", parameter.name)
          json.field("in", place)
          json.field("required", parameter.isRequired)
          json.key("schema")
          json.schema(parameter.schema)
        }
      }
    }
  }

  private func writeContent(_ type: String, _ schema: JSONSchema, to json: inout JSONWriter) {
    json.object { json in
      json.key(type)
      json.object { json in
        json.key("schema")
        json.schema(schema)
      }
    }
  }

  private func requireKnownReferences(_ schemas: [JSONSchema]) {
    let wanted = (schemas + components.values).reduce(into: Set<String>()) { $0.formUnion($1.references) }
    let unknown = wanted.subtracting(components.keys)
    precondition(unknown.isEmpty, "schemas without a definition: \(unknown.sorted().joined(separator: ", "))")
  }

  private static func schemas(of route: RouteDocumentation) -> [JSONSchema] {
    let body: [JSONSchema] =
      switch route.request.body {
      case .json(let schema), .form(let schema), .multipart(let schema): [schema]
      case nil: []
      }
    let members = route.request.query + route.request.headers
    return body + members.map(\.schema) + Array(route.request.path.values) + route.responses.compactMap(\.schema)
  }

  /// `get_api_tasks_id` of `GET /api/tasks/{id}`.
  private static func identifier(_ operation: String) -> String {
    operation.lowercased().split { !$0.isASCII || !($0.isLetter || $0.isNumber) }.joined(separator: "_")
  }
}
