import HTML

extension BotLine {
  /// One paragraph, in which no Markdown counts.
  var html: String { String(decoding: p { text }.rendered(), as: UTF8.self) }
}
