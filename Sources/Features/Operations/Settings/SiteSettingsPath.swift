import Core

/// Addresses of the settings of the site.
enum SiteSettingsPath {
  static let saved = Link("admin", "settings", query: ["saved": "true"]).text

  /// The page, at the field of that name.
  static func field(_ name: String) -> String { Link("admin", "settings", fragment: "field-\(name)").text }
}
