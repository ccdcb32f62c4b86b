import JSON

/// A declared route: what requests it takes, who may use it, what it reads and answers, and the code behind it. Routing, policy
/// checks and the OpenAPI document all come from this one value.
///
/// `Rules` is whatever the application wants to know about a route before its handler runs; this module only carries it. An object,
/// since every request is handed its route several times over, and copying a value counts references to everything in it.
public final class Endpoint<Rules: Sendable, Handler: Sendable>: Sendable {
  /// GET answers HEAD too.
  public let method: Method
  /// Which paths it answers.
  public let pattern: PathPattern
  /// The application's own.
  public let rules: Rules
  /// What it reads and answers.
  public let documentation: RouteDocumentation
  /// The code.
  public let handler: Handler

  /// An endpoint of the given parts.
  public init(method: Method, pattern: PathPattern, rules: Rules, documentation: RouteDocumentation, handler: Handler) {
    self.method = method
    self.pattern = pattern
    self.rules = rules
    self.documentation = documentation
    self.handler = handler
  }
}

/// What a route reads and answers, for people and for `/openapi.json`.
public struct RouteDocumentation: Sendable {
  /// One line.
  public let summary: String
  /// Groups routes in the document: the feature's name.
  public let tag: String?
  /// False for pages and other routes that do not belong to the JSON API.
  public let isPublished: Bool
  /// What it reads.
  public let request: RequestSchema
  /// What it answers; several of one status are listed together.
  public let responses: [ResponseSchema]
  /// Whether callers have to be signed in.
  public let needsSession: Bool

  /// The documentation of one route.
  public init(
    summary: String, tag: String? = nil, isPublished: Bool, request: RequestSchema = .none, responses: [ResponseSchema] = [],
    needsSession: Bool = false
  ) {
    self.summary = summary
    self.tag = tag
    self.isPublished = isPublished
    self.request = request
    self.responses = responses
    self.needsSession = needsSession
  }
}

/// What a route reads apart from its path.
public struct RequestSchema: Sendable {
  /// The kinds of body.
  public enum Body: Sendable {
    case json(JSONSchema)
    /// `application/x-www-form-urlencoded`.
    case form(JSONSchema)
    /// `multipart/form-data`.
    case multipart(JSONSchema)
  }

  /// Shapes of path parameters by name; the others are text.
  public let path: [String: JSONSchema]
  /// Parameters of the query.
  public let query: [JSONSchema.Member]
  /// Headers with a meaning of their own.
  public let headers: [JSONSchema.Member]
  /// Nil when it reads none.
  public let body: Body?

  /// Nothing but the path.
  public static let none = RequestSchema()

  /// A JSON object with these members and no others.
  public static func json(_ members: JSONSchema.Member..., query: [JSONSchema.Member] = [], headers: [JSONSchema.Member] = [])
    -> RequestSchema
  {
    RequestSchema(query: query, headers: headers, body: .json(.object(members)))
  }

  /// An urlencoded form with these fields.
  public static func form(_ members: JSONSchema.Member...) -> RequestSchema { RequestSchema(body: .form(.object(members))) }

  /// A multipart form with these fields.
  public static func multipart(_ members: JSONSchema.Member...) -> RequestSchema { RequestSchema(body: .multipart(.object(members))) }

  /// A query with these parameters.
  public static func query(_ members: JSONSchema.Member...) -> RequestSchema { RequestSchema(query: members) }

  /// Headers with a meaning of their own.
  public static func headers(_ members: JSONSchema.Member...) -> RequestSchema { RequestSchema(headers: members) }

  /// A request of these parts.
  public init(
    path: [String: JSONSchema] = [:], query: [JSONSchema.Member] = [], headers: [JSONSchema.Member] = [], body: Body? = nil
  ) {
    self.path = path
    self.query = query
    self.headers = headers
    self.body = body
  }
}

/// One status a route answers.
public struct ResponseSchema: Sendable {
  /// The HTTP status.
  public let status: Int
  /// One line.
  public let summary: String
  /// The shape of the body, when there is one to describe.
  public let schema: JSONSchema?
  /// Of the body.
  public let contentType: String

  /// One answer.
  public init(_ status: Int, _ summary: String, _ schema: JSONSchema? = nil, contentType: String = "application/json") {
    self.status = status
    self.summary = summary
    self.schema = schema
    self.contentType = contentType
  }
}
