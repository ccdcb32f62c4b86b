import Core
import Crypto
import JSON

/// A message as a client sent it: well-formed, of our version, not yet known to make sense.
struct Envelope: Equatable, Sendable {
  let type: String
  let data: JSONValue
  let requestID: String?

  static let version: Int64 = 1
  static let requestIDLength = 1...64

  /// What reading one frame gives.
  enum Reading: Equatable, Sendable {
    case envelope(Envelope)
    /// Not an envelope at all; three in a row end the socket.
    case malformed
    /// An envelope that is refused as such. The `request_id` is echoed when it is one.
    case refused(AppError, type: String, requestID: String?)
  }

  static func read(_ text: [UInt8]) -> Reading {
    guard let value = try? JSONValue(parsing: text), case .object(let members) = value,
      let version = members["v"], version.kind == .number,
      case .string(let type)? = members["type"], let data = members["data"], case .object = data
    else { return .malformed }
    var requestID: String?
    var problem: AppError?
    switch members["meta"] {
    case nil, .null: break
    case .object(let meta)?:
      (requestID, problem) = self.requestID(in: meta)
    default: return .malformed
    }
    guard version == .int(Self.version) else {
      return .refused(AppError(.unsupportedVersion, "This server speaks version \(Self.version)"), type: type, requestID: requestID)
    }
    if let unknown = members.keys.filter({ !Self.members.contains($0) }).min() {
      problem = problem ?? .validation(unknown.description, "is not a field of an envelope")
    }
    if let problem { return .refused(problem, type: type, requestID: requestID) }
    return .envelope(Envelope(type: type, data: data, requestID: requestID))
  }

  private static let members: [ShortName] = ["v", "type", "data", "meta"]

  private static func requestID(in meta: [ShortName: JSONValue]) -> (String?, AppError?) {
    var requestID: String?
    if let given = meta["request_id"] {
      guard case .string(let text) = given, text.utf8.count <= 4 * requestIDLength.upperBound,
        requestIDLength.contains(TextRules.length(text)), TextRules.normalised(text) == text
      else {
        return (nil, .validation("request_id", "must be 1 to 64 characters"))
      }
      requestID = text
    }
    if let unknown = meta.keys.filter({ $0 != "request_id" }).min() {
      return (requestID, .validation(unknown.description, "is not a field of meta"))
    }
    return (requestID, nil)
  }
}

extension Envelope {
  /// The name and the digest under which a retry of this message is recognised. Members of `data` are digested in order of their
  /// names, so that the order a client writes them in does not matter.
  var replayKey: ReplayKey? {
    requestID.map { ReplayKey(key: $0, digest: SHA256.digest(of: Array(type.utf8) + [0x0A] + data.bytes)) }
  }
}
