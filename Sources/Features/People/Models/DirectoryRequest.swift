import Core

/// Which part of the directory is asked for.
public struct DirectoryRequest: Hashable, Sendable {
  public enum Order: String, CaseIterable, Sendable { case newest, name }
  public enum Theme: String, CaseIterable, Sendable { case `default`, dark, retro, hacker, zen }

  public static let longestFilter = 50
  public static let standardLimit = 24

  var filter: String?
  var hasStatus = false
  var theme: Theme?
  var order = Order.newest
  var before: DirectoryCursor?
  var limit = DirectoryRequest.standardLimit

  /// What a program asks: an empty value is a mistake, except for the filter.
  public static func api(reading fields: inout Fields) -> DirectoryRequest {
    fields.refuseEmpty("status", "theme", "order", "before", "limit")
    var request = DirectoryRequest()
    request.read(&fields)
    request.limit = fields.optionalInteger("limit", PeoplePage.limits).map(Int.init) ?? standardLimit
    return request
  }

  /// What the page's form sends: choices that are left open are empty.
  public static func page(reading fields: inout Fields) -> DirectoryRequest {
    var request = DirectoryRequest()
    request.read(&fields)
    return request
  }

  private mutating func read(_ fields: inout Fields) {
    filter = fields.optionalLine("q", 1...Self.longestFilter)
    if let status = fields.optionalInteger("status", 1...1) { hasStatus = status == 1 }
    theme = fields.optionalChoice("theme")
    order = fields.optionalChoice("order") ?? .newest
    let order = order
    before = fields.optionalParsed("before", PeoplePage.foreignCursor) { DirectoryCursor($0, order) }
  }
}

/// Where the directory goes on: after this person. It stays good when people come, go and change their names.
enum DirectoryCursor: Hashable, Sendable {
  case id(Int64)
  /// In lower case.
  case name(String)

  var text: String {
    switch self {
    case .id(let id): "\(id)"
    case .name(let name): name
    }
  }

  /// Nil for what was not made for a list in this order.
  init?(_ text: String, _ order: DirectoryRequest.Order) {
    switch order {
    case .newest:
      guard let id = UserID(text: text) else { return nil }
      self = .id(id.rawValue)
    case .name:
      let letters = text.utf8
      guard (1...20).contains(letters.count),
        letters.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F || $0 == 0x2D })
      else { return nil }
      self = .name(text)
    }
  }
}
