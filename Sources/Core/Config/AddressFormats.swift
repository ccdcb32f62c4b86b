import Foundation

/// Formats of settings that name hosts, origins and URLs.
extension SettingFormat<String> {
  /// An IP address to listen on, or `localhost`.
  static var host: Self {
    Self(
      parse: { text throws(SettingProblem) in
        guard text == "localhost" || AddressRange(text) != nil, !text.contains("/") else {
          throw SettingProblem("must be an IPv4 or IPv6 address, or localhost")
        }
        return text
      }, print: { $0 })
  }

  /// A bare e-mail address.
  public static var emailAddress: Self {
    Self(
      parse: { text throws(SettingProblem) in
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, !text.contains(where: { " <>,;\"\\\r\n".contains($0) }) else {
          throw SettingProblem("must be an e-mail address")
        }
        return text
      }, print: { $0 })
  }

  /// A URL with one of these schemes; printed without user, password and query.
  public static func url(schemes: [String]) -> Self {
    Self(parse: { text throws(SettingProblem) in try SettingText.url(text, schemes) }, print: URLSecrets.redacted)
  }
}

extension SettingFormat<Secret> {
  /// A URL that may hold a password; printed without user, password and query.
  static func url(schemes: [String]) -> Self {
    Self(
      parse: { text throws(SettingProblem) in Secret(try SettingText.url(text, schemes)) }, print: { URLSecrets.redacted($0.text) })
  }
}

extension SettingFormat<WebOrigin> {
  static var origin: Self {
    Self(
      parse: { text throws(SettingProblem) in
        guard let origin = WebOrigin(text) else { throw SettingProblem("must be http:// or https:// with a host and no path") }
        return origin
      }, print: \.description)
  }
}

extension SettingFormat<DatabaseLocation> {
  /// `sqlite:<path>` or `postgres://…`.
  static var database: Self {
    Self(
      parse: { text throws(SettingProblem) in try SettingText.database(text) },
      print: { location in
        switch location {
        case .sqlite(let path): "sqlite:\(path)"
        case .postgres(let url): URLSecrets.redacted(url)
        }
      },
      check: { location, use throws(SettingProblem) in
        if case .sqlite(let path) = location { try ConfiguredPath(path).requireDatabase(for: use) }
      })
  }
}

extension SettingText {
  static func url(_ text: String, _ schemes: [String]) throws(SettingProblem) -> String {
    // Only paths of files may hold `@`.
    let isFile = schemes.contains("https")
    if text.contains("://"), let problem = URLSecrets.problem(of: text, isPathFree: isFile) { throw SettingProblem(problem) }
    guard let parts = URLComponents(string: text), let scheme = parts.scheme, schemes.contains(scheme), parts.host?.isEmpty == false else {
      throw SettingProblem("must be a URL starting with " + schemes.map { $0 + "://" }.joined(separator: " or "))
    }
    return text
  }

  fileprivate static func database(_ text: String) throws(SettingProblem) -> DatabaseLocation {
    if text.hasPrefix("sqlite:") {
      let path = String(text.dropFirst("sqlite:".count))
      // `sqlite:///srv/x.db` is how other programs spell an absolute path.
      let plain = path.hasPrefix("///") ? String(path.dropFirst(2)) : path
      guard !plain.isEmpty, !plain.hasPrefix("//") else { throw SettingProblem("names no file after sqlite:") }
      return .sqlite(path: plain)
    }
    guard text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") else {
      throw SettingProblem("must start with sqlite: or postgres://")
    }
    if let problem = URLSecrets.problem(of: text, isPathFree: false) { throw SettingProblem(problem) }
    guard URLComponents(string: text)?.host?.isEmpty == false else { throw SettingProblem("names no host") }
    return .postgres(url: text)
  }
}
