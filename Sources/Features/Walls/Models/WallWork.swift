import Core

extension WorkReference {
  /// What somebody typed: `script:7@2`, or the address of a revision on this site, whatever stands before its path.
  init?(typed text: String) {
    let bytes = text.utf8
    if bytes.starts(with: "script:".utf8) {
      let parts = bytes.dropFirst("script:".utf8.count).split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
      guard parts.count == 2 else { return nil }
      self.init(parts[0], parts[1])
    } else {
      let parts = bytes.split(separator: UInt8(ascii: "/"))
      guard parts.count >= 4, parts[parts.count - 4].elementsEqual("codeground".utf8), parts[parts.count - 2].elementsEqual("r".utf8) else {
        return nil
      }
      self.init(parts[parts.count - 3], parts[parts.count - 1])
    }
  }

  private init?(_ script: Substring.UTF8View, _ number: Substring.UTF8View) {
    guard let script = ModuleID(text: Substring(script)), let number = ModuleID(text: Substring(number)), number.rawValue <= 1_000_000
    else {
      return nil
    }
    self.init(script: script.rawValue, number: Int(number.rawValue))
  }
}
