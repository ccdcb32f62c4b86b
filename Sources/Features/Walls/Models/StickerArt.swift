import Core

/// Our own drawings in `Public/art/stickers`: twelve cats and three faces.
public enum StickerArt: String, CaseIterable, Sendable {
  case beans, miso, tofu, ash, delta, patch, `static`, hex, null, root, glitch, neon
  case melt, cyber, grim

  var label: String { capitalised }
  var url: String { Link("assets", "art", "stickers", rawValue + ".svg").text }

  /// Faces of letters, to be placed as text.
  static let kaomoji = ["(=^･ω･^=)", "ʕ•ᴥ•ʔ", "(╯°□°)╯︵ ┻━┻", "┬─┬ノ(ಠ_ಠノ)", "¯\\_(ツ)_/¯", "(づ｡◕‿‿◕｡)づ", "(・_・;)", "ヽ(´▽`)/"]
}
