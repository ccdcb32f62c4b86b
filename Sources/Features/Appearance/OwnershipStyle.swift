import Core

/// The stylesheet by which a browser tells its reader's own messages, though everybody gets the same markup. It says nothing but
/// an id that stands in that markup anyway.
enum OwnershipStyle {
  static func css(for member: UserID) -> [UInt8] {
    Array(
      """
      .message[data-author="\(member)"] { --sheet: var(--mine); }
      .message[data-author="\(member)"] .tools .own { display: grid; }
      .message[data-author="\(member)"] .tools .others, .entry[data-author="\(member)"] .report-link { display: none; }
      .entry[data-author="\(member)"] .entry-tools { display: block; }
      .reaction[data-people~="\(member)"] { background: var(--acid); color: var(--on-paint); }
      @media (forced-colors: active) { .reaction[data-people~="\(member)"] { outline: 2px solid Highlight; } }

      """.utf8)
  }
}
