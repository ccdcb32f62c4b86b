import Foundation

/// Colours that members choose, `#RRGGBB`.
enum Accent {
  /// Whether black is easier to read on the colour than white, by the contrast of WCAG 2.1.
  static func takesBlack(_ accent: String) -> Bool {
    guard let value = Int(accent.dropFirst(), radix: 16) else { return true }
    let luminance =
      0.2126 * linear(value >> 16 & 0xFF) + 0.7152 * linear(value >> 8 & 0xFF) + 0.0722 * linear(value & 0xFF)
    return (luminance + 0.05) / 0.05 >= 1.05 / (luminance + 0.05)
  }

  private static func linear(_ channel: Int) -> Double {
    let part = Double(channel) / 255
    return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
  }
}
