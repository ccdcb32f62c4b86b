import Core

/// Where archives go out and come in.
enum PortabilityPath {
  static let export = "/settings/export"
  static let take = "/settings/import"
  static func item(_ id: ImportID) -> String { Link("settings", "imports", id.description).text }
}
