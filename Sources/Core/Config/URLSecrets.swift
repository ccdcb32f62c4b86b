/// What of a URL may be shown, and which URLs cannot be told apart from their secrets.
enum URLSecrets {
  /// `scheme://(set)@host/path?(set)`: user, password and query are left out, since drivers take passwords in either. Of a URL that could
  /// hold a secret anywhere else the scheme alone is left.
  static func redacted(_ url: String) -> String {
    guard let parts = Parts(url) else { return "(set)" }
    guard problem(of: url) == nil, !parts.path.utf8.contains(UInt8(ascii: "@")) else { return parts.scheme + "://(set)" }
    let host = parts.authority.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    let shown = host.count == 2 ? "(set)@" + host[1] : parts.authority
    return parts.scheme + "://" + shown + parts.path + (parts.hasQuery ? "?(set)" : "")
  }

  /// Why a URL would be read in another way than its writer means: a password with `@`, `/`, `?` or `#` as they are.
  /// - Parameter isPathFree: whether a path may hold `@`, as those of files do.
  static func problem(of url: String, isPathFree: Bool = true) -> String? {
    guard let parts = Parts(url) else { return "is not a URL" }
    let isAmbiguous =
      url.utf8.contains(UInt8(ascii: "#")) || parts.authority.split(separator: "@", omittingEmptySubsequences: false).count > 2
      || !isPathFree && parts.path.utf8.contains(UInt8(ascii: "@"))
      // `user:pass/word@host`: what stands for a port is the beginning of a password.
      || parts.path.utf8.contains(UInt8(ascii: "@")) && !hasPlainPort(parts.authority)
      || parts.queryHasAt && !hasPlainPort(parts.authority)
    return isAmbiguous
      ? "holds a character that a URL writes otherwise: in a user or password @ is %40, / is %2F, ? is %3F, # is %23, : is %3A" : nil
  }

  private static func hasPlainPort(_ authority: Substring) -> Bool {
    let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
    let afterBracket = host.lastIndex(of: "]") ?? host.startIndex
    guard let colon = host[afterBracket...].lastIndex(of: ":") else { return true }
    return host[host.index(after: colon)...].utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }

  private struct Parts {
    let scheme: Substring
    let authority: Substring
    /// Up to a query or fragment.
    let path: Substring
    let hasQuery: Bool
    let queryHasAt: Bool

    init?(_ url: String) {
      guard let colon = url.firstIndex(of: ":"), url[colon...].hasPrefix("://") else { return nil }
      scheme = url[..<colon]
      let rest = url[url.index(colon, offsetBy: 3)...]
      authority = rest.prefix { !"/?#".contains($0) }
      let after = rest[authority.endIndex...]
      path = after.prefix { !"?#".contains($0) }
      let query = after[path.endIndex...]
      hasQuery = query.hasPrefix("?")
      queryHasAt = query.contains("@")
    }
  }
}
