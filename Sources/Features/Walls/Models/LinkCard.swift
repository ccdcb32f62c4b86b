import Core
import JSON
import Media
import Transfer

/// What a link shows of the page it leads to.
public struct LinkCard: Hashable, Sendable {
  public enum State: String, Sendable {
    /// The page is still to be fetched.
    case pending
    case ready
    /// The page cannot be had, or says nothing of itself.
    case none
  }

  static let longestTitle = 200
  static let longestDescription = 300
  static let longestSite = 100

  let state: State
  var title: String?
  var description: String?
  var site: String?
  /// A picture of the owner's.
  var image: ShownMedia?

  static let pending = LinkCard(state: .pending)
  static let none = LinkCard(state: .none)

  private init(state: State) { self.state = state }

  /// Made of what a page says; `none` if that is nothing to read.
  init(_ page: PageSummary, image: ShownMedia?) {
    title = page.title.flatMap { TextRules.line(ofForeign: $0, upTo: Self.longestTitle) }
    description = page.description.flatMap { TextRules.line(ofForeign: $0, upTo: Self.longestDescription) }
    site = page.site.flatMap { TextRules.line(ofForeign: $0, upTo: Self.longestSite) }
    self.image = image
    state = title == nil && description == nil && site == nil && image == nil ? .none : .ready
  }

  // MARK: As clients get it

  func write(to json: inout JSONWriter) {
    json.object { json in
      writeTexts(to: &json)
      json.key("image")
      if let image { image.write(to: &json) } else { json.null() }
    }
  }

  private func writeTexts(to json: inout JSONWriter) {
    json.field("state", state.rawValue)
    json.field("title", title)
    json.field("description", description)
    json.field("site", site)
  }

  // MARK: As a row holds it

  var stored: String {
    var json = JSONWriter(capacity: 256)
    json.object { json in
      writeTexts(to: &json)
      json.field("image", image.map { ShownMedia.stored([$0]) })
    }
    return json.text
  }

  /// Nil for what was not written here.
  init?(stored text: String) {
    guard let json = try? JSONValue(parsing: Array(text.utf8)), let state = json["state"]?.string.flatMap(State.init) else { return nil }
    self.state = state
    title = json["title"]?.string
    description = json["description"]?.string
    site = json["site"]?.string
    image = json["image"]?.string.flatMap { ShownMedia.list(stored: $0).first }
  }
}
