/// What a service says when it will not or cannot do what was asked. One value for HTTP and for sockets; what it carries may be
/// shown to the caller. Anything else that is thrown is logged and answered as `SERVER_ERROR`.
public struct AppError: Error, Equatable, Sendable {
  public enum Code: String, CaseIterable, Sendable {
    case badRequest = "BAD_REQUEST"
    case emailExists = "EMAIL_EXISTS"
    case invalidKey = "INVALID_KEY"
    case invalidCredentials = "INVALID_CREDENTIALS"
    case unauthorized = "UNAUTHORIZED"
    case authInvalid = "AUTH_INVALID"
    case forbidden = "FORBIDDEN"
    case featureOff = "FEATURE_OFF"
    case notFound = "NOT_FOUND"
    case methodNotAllowed = "METHOD_NOT_ALLOWED"
    case conflict = "CONFLICT"
    case usernameExists = "USERNAME_EXISTS"
    case limitExceeded = "LIMIT_EXCEEDED"
    case gone = "GONE"
    case preconditionFailed = "PRECONDITION_FAILED"
    case payloadTooLarge = "PAYLOAD_TOO_LARGE"
    case unsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE"
    case rangeNotSatisfiable = "RANGE_NOT_SATISFIABLE"
    case validation = "VALIDATION_ERROR"
    case tooEarly = "TOO_EARLY"
    case rateLimited = "RATE_LIMITED"
    case headersTooLarge = "HEADERS_TOO_LARGE"
    case serverError = "SERVER_ERROR"
    case database = "DB_ERROR"
    case unavailable = "UNAVAILABLE"
    case unsupportedVersion = "UNSUPPORTED_VERSION"
    case unknownType = "UNKNOWN_TYPE"

    /// The HTTP status of the code. `EMAIL_EXISTS` is 409 here; `/api/auth/signup` alone answers 400.
    public var status: Int {
      switch self {
      case .badRequest, .invalidKey, .unsupportedVersion, .unknownType: 400
      case .invalidCredentials, .unauthorized, .authInvalid: 401
      case .forbidden, .featureOff: 403
      case .notFound: 404
      case .methodNotAllowed: 405
      case .emailExists, .conflict, .usernameExists, .limitExceeded: 409
      case .gone: 410
      case .preconditionFailed: 412
      case .payloadTooLarge: 413
      case .unsupportedMediaType: 415
      case .rangeNotSatisfiable: 416
      case .validation: 422
      case .tooEarly: 425
      case .rateLimited: 429
      case .headersTooLarge: 431
      case .serverError, .database: 500
      case .unavailable: 503
      }
    }
  }

  public let code: Code
  public let message: String
  /// Field name to what is wrong with it; empty when nothing field-specific can be said.
  public let details: [String: String]
  /// How long to wait before asking again; set on `RATE_LIMITED` and `UNAVAILABLE`.
  public let retryAfter: Duration?

  public init(_ code: Code, _ message: String, details: [String: String] = [:], retryAfter: Duration? = nil) {
    self.code = code
    self.message = message
    self.details = details
    self.retryAfter = retryAfter
  }

  public static func validation(_ field: String, _ problem: String) -> AppError {
    AppError(.validation, "\(field) \(problem)", details: [field: problem])
  }

  public static func notFound(_ what: String = "This") -> AppError { AppError(.notFound, "\(what) does not exist") }

  public static func forbidden(_ message: String = "You are not allowed to do this") -> AppError { AppError(.forbidden, message) }

  /// `NEOSPACE_DISK_RESERVE` says how much has to stay free.
  public static let diskNearlyFull = AppError(
    .unavailable, "The disk of this server is nearly full, so it takes no files until there is room", retryAfter: .seconds(3_600))

  public static let unauthorized = AppError(.unauthorized, "Sign in first")

  public static func rateLimited(retryAfter: Duration) -> AppError {
    AppError(.rateLimited, "Too fast. Try again in \(retryAfter.inWords)", retryAfter: retryAfter)
  }
}
