/// Something that a new member does first.
struct FirstStep: Hashable, Sendable {
  let title: String
  /// Where it is done.
  let path: String
  let isDone: Bool
}
