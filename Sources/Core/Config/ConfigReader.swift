import Foundation

/// Turns the values of the environment into types, or says what is wrong with one. An empty value counts as unset.
struct ConfigReader {
  private let values: [String: String]

  init(_ values: [String: String]) { self.values = values }

  func refuseUnknownKeys() throws(ConfigError) {
    let known = Set(Setting.all.map(\.key))
    guard let unknown = values.keys.filter({ $0.hasPrefix("NEOSPACE_") && !known.contains($0) }).min() else { return }
    let nearest = known.filter { $0.hasPrefix("NEOSPACE_") }.min { distance($0, unknown) < distance($1, unknown) } ?? "NEOSPACE_ENV"
    throw ConfigError(unknown, "is not a key NeoSpace knows; did you mean \(nearest)?", example: nearest)
  }

  func text(_ key: String) -> String? {
    guard let value = values[Setting.named(key).key], !value.isEmpty else { return nil }
    return value
  }

  func integer(_ key: String, _ range: ClosedRange<Int>) throws(ConfigError) -> Int? {
    guard let text = text(key) else { return nil }
    guard let value = Int(text), range.contains(value) else {
      throw ConfigError(key, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  func onOff(_ key: String) throws(ConfigError) -> Bool? {
    switch text(key)?.lowercased() {
    case nil: nil
    case "on", "true", "1", "yes": true
    case "off", "false", "0", "no": false
    default: throw ConfigError(key, "must be on or off")
    }
  }

  func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, of type: Choice.Type
  ) throws(ConfigError) -> Choice? where Choice.RawValue == String {
    guard let text = text(key) else { return nil }
    guard let value = Choice(rawValue: text) else {
      throw ConfigError(key, "must be one of " + Choice.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return value
  }

  func list<Element>(_ key: String, _ problem: String, _ read: (String) -> Element?) throws(ConfigError) -> [Element] {
    guard let text = text(key) else { return [] }
    var elements: [Element] = []
    for part in text.split(separator: ",") {
      let entry = part.trimmingCharacters(in: .whitespaces)
      if entry.isEmpty { continue }
      guard let element = read(entry) else { throw ConfigError(key, problem) }
      elements.append(element)
    }
    return elements
  }

  /// A bare e-mail address.
  func address(_ key: String) throws(ConfigError) -> String? {
    guard let text = text(key) else { return nil }
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, !text.contains(where: { " <>,;\"\\\r\n".contains($0) }) else {
      throw ConfigError(key, "must be an e-mail address")
    }
    return text
  }

  func host(_ key: String) throws(ConfigError) -> String? {
    guard let text = text(key) else { return nil }
    guard text == "localhost" || AddressRange(text) != nil, !text.contains("/") else {
      throw ConfigError(key, "must be an IPv4 or IPv6 address, or localhost")
    }
    return text
  }

  func origin(_ key: String) throws(ConfigError) -> WebOrigin? {
    guard let text = text(key) else { return nil }
    guard let origin = WebOrigin(text) else { throw ConfigError(key, "must be http:// or https:// with a host and no path") }
    return origin
  }

  func url(_ key: String, schemes: [String]) throws(ConfigError) -> String? {
    guard let text = text(key) else { return nil }
    let isFile = schemes.contains("https")
    if text.contains("://"), let problem = URLSecrets.problem(of: text, isPathFree: isFile) { throw ConfigError(key, problem) }
    guard let parts = URLComponents(string: text), let scheme = parts.scheme, schemes.contains(scheme), parts.host?.isEmpty == false else {
      throw ConfigError(key, "must be a URL starting with " + schemes.map { $0 + "://" }.joined(separator: " or "))
    }
    return text
  }

  func database(_ key: String) throws(ConfigError) -> DatabaseLocation? {
    guard let text = text(key) else { return nil }
    if text.hasPrefix("sqlite:") {
      let path = String(text.dropFirst("sqlite:".count))
      // `sqlite:///srv/x.db` is how other programs spell an absolute path.
      let plain = path.hasPrefix("///") ? String(path.dropFirst(2)) : path
      guard !plain.isEmpty, !plain.hasPrefix("//") else { throw ConfigError(key, "names no file after sqlite:") }
      return .sqlite(path: plain)
    }
    guard text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") else {
      throw ConfigError(key, "must start with sqlite: or postgres://")
    }
    if let problem = URLSecrets.problem(of: text, isPathFree: false) { throw ConfigError(key, problem) }
    guard URLComponents(string: text)?.host?.isEmpty == false else { throw ConfigError(key, "names no host") }
    return .postgres(url: text)
  }

  func orOff<Value>(_ key: String, _ read: (String) throws(ConfigError) -> Value?) throws(ConfigError) -> Value? {
    text(key) == "off" ? nil : try read(key)
  }

  /// `60/60,20/5`: at most 60 in 60 seconds and 20 in 5; `off` lifts it.
  func limit(overriding limit: Limit) throws(ConfigError) -> Limit {
    let key = Setting.limitKey(limit)
    guard let text = text(key) else { return limit }
    if text == "off" { return limit.lifted }
    let longest = Int(limit.longestSpan.wholeMicroseconds / 1_000_000)
    let windows = try list(key, "must be counts per seconds (at most \(longest)), such as 60/60,20/5, or off") { part -> Limit.Window? in
      let numbers = part.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
      guard numbers.count == 2, let count = numbers[0], let seconds = numbers[1] else { return nil }
      guard (1...1_000_000).contains(count), (1...longest).contains(seconds) else { return nil }
      return Limit.Window(count, per: .seconds(seconds))
    }
    guard !windows.isEmpty else { throw ConfigError(key, "names no limit") }
    return limit.with(windows)
  }

  /// How many letters two keys differ by, for the hint.
  private func distance(_ left: String, _ right: String) -> Int {
    var row = Array(0...right.utf8.count)
    for (i, a) in left.utf8.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, b) in right.utf8.enumerated() {
        let replaced = diagonal + (a == b ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
      }
    }
    return row[right.utf8.count]
  }
}
