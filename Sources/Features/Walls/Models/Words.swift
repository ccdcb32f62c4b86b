extension RawRepresentable<String> {
  /// The word that programs use, as people read it: `yellow` is "Yellow".
  var capitalised: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
}
