/// The kinds of things that feeds and searches know. A kind without a feature is an empty list.
///
/// In alphabetical order: things of one moment are sorted by kind, and the index holds the position here. Add new ones at the end of
/// `number` and never give a number again.
public enum SubjectName: String, CaseIterable, Sendable {
  case message, module, release, script, task, verse

  /// As the index holds it, in the order of the names.
  public var number: Int64 {
    switch self {
    case .message: 0
    case .module: 1
    case .release: 2
    case .script: 3
    case .task: 4
    case .verse: 5
    }
  }

  public init?(number: Int64) {
    guard let name = Self.allCases.first(where: { $0.number == number }) else { return nil }
    self = name
  }
}
