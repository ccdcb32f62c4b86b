/// Where a proposal stands, and what may become of it.
enum ProposalState: String, CaseIterable, Sendable {
  case open, passed, accepted, declined, withdrawn

  enum Step: Sendable {
    case accept, decline, withdraw
    /// The vote has ended.
    case pass, fail
  }

  /// Nil if the step can no longer be taken: somebody was first.
  func after(_ step: Step) -> ProposalState? {
    switch (self, step) {
    case (.open, .accept), (.passed, .accept): .accepted
    case (.open, .decline), (.passed, .decline): .declined
    case (.open, .withdraw), (.passed, .withdraw): .withdrawn
    case (.open, .pass): .passed
    case (.open, .fail): .declined
    default: nil
    }
  }

  /// Nothing changes it any more.
  var isClosed: Bool { self != .open && self != .passed }
}
