import Foundation

/// The address of a Redis server and the login for it, read from `redis://[user][:password]@host[:port][/database]`.
///
/// TLS is not supported: use `stunnel` or a private network between machines.
public struct RedisEndpoint: Sendable, Equatable {
  /// Why a URL is not a valid endpoint, in words that follow the setting's name ("… names no host").
  public struct Unusable: Error, Equatable, CustomStringConvertible {
    public let description: String
  }

  public let host: String
  public let port: UInt16
  public let user: String?
  public let password: String?
  /// 0 to 15 on a server with default settings. It also separates the channels of installations that share a server.
  public let database: Int

  public init(url: String) throws(Unusable) {
    guard let parts = URLComponents(string: url) else { throw Unusable(description: "is not a URL") }
    guard parts.scheme == "redis" else {
      throw Unusable(description: "must start with redis:// (TLS, rediss://, is not supported: use a tunnel or a private network)")
    }
    guard let host = parts.host, !host.isEmpty else { throw Unusable(description: "names no host") }
    self.host = host.trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
    guard let port = UInt16(exactly: parts.port ?? 6379), port > 0 else { throw Unusable(description: "has a port beyond 65535") }
    self.port = port
    user = parts.user.flatMap { $0.isEmpty ? nil : $0 }
    password = parts.password.flatMap { $0.isEmpty ? nil : $0 }
    guard user == nil || password != nil else { throw Unusable(description: "names a user without a password") }
    let path = parts.path.drop { $0 == "/" }
    guard let database = path.isEmpty ? 0 : Int(path), database >= 0, parts.query == nil, parts.fragment == nil else {
      throw Unusable(description: "must end with a database's number, such as /0")
    }
    self.database = database
  }
}
