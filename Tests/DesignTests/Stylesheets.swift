import Foundation

/// The files below `Public/`, as the tests read them.
enum PublicFolder {
  static let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Public").standardizedFileURL

  static func text(_ file: String) throws -> String { try String(contentsOf: url.appending(path: file), encoding: .utf8) }

  static func files(in folder: String, ending suffix: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: url.appending(path: folder).path).filter { $0.hasSuffix(suffix) }.sorted()
      .map { "\(folder)/\($0)" }
  }
}

/// The tokens of one theme under one scheme: `tokens.css` with the theme's file over it.
struct Tokens {
  enum Scheme: String, CaseIterable { case light, dark }

  let values: [String: String]

  init(theme: String, scheme: Scheme) throws {
    var values = Self.declarations(in: try PublicFolder.text("css/tokens.css"))
    if theme != "default" {
      values.merge(Self.declarations(in: try PublicFolder.text("css/themes/\(theme).css"))) { $1 }
    }
    // A theme that is always dark does not follow the system.
    let scheme = values["color-scheme"] == "dark" ? .dark : scheme
    self.values = values.mapValues { value in
      guard let pair = value.wholeMatch(of: /light-dark\((.+), (.+)\)/) else { return value }
      return String(scheme == .light ? pair.1 : pair.2)
    }
  }

  /// Relative luminance as WCAG 2.2 defines it.
  func luminance(_ token: String) throws -> Double {
    let value = values[token] ?? ""
    guard let hex = value.wholeMatch(of: /#([0-9A-Fa-f]{6})/), let rgb = Int(hex.1, radix: 16) else {
      throw NoColor(token: token, value: value)
    }
    let channels = [rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255].map { channel -> Double in
      let part = Double(channel) / 255
      return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
  }

  func contrast(_ one: String, _ other: String) throws -> Double {
    let (first, second) = (try luminance(one), try luminance(other))
    return (max(first, second) + 0.05) / (min(first, second) + 0.05)
  }

  struct NoColor: Error {
    let token: String
    let value: String
  }

  /// The first block's declarations, `--name: value;`, and `color-scheme`.
  static func declarations(in text: String) -> [String: String] {
    let block = text.split(separator: "}", maxSplits: 1)[0]
    let pairs = block.matches(of: /(?m)^\s*(--[a-z0-9-]+|color-scheme):\s*(.+?);/).map { (String($0.1), String($0.2)) }
    return Dictionary(pairs) { $1 }
  }
}
