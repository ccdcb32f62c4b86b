import Core

/// The choices that a reading took, one after another.
struct ReadingPath: Hashable, Sendable {
  static let mostSteps = 500

  var steps: [ChoiceID]

  init(_ steps: [ChoiceID] = []) { self.steps = steps }

  /// Reads `12.15`. Nil for a text that is no path, or one that is too long.
  init?(_ text: String) {
    guard !text.isEmpty else {
      steps = []
      return
    }
    // An id has at most 19 digits, and a dot follows.
    guard text.utf8.count <= Self.mostSteps * 20 else { return nil }
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count <= Self.mostSteps else { return nil }
    var steps: [ChoiceID] = []
    for part in parts {
      guard let id = ChoiceID(text: Substring(part)) else { return nil }
      steps.append(id)
    }
    self.steps = steps
  }

  var text: String { steps.map(\.description).joined(separator: ".") }
}
