/// How open the site is.
public enum SiteMode: String, CaseIterable, Sendable {
  case normal
  /// Everything can be read; what would write is refused.
  case readOnly = "read_only"
  /// Only staff come in.
  case maintenance
}

/// Who may sign up.
public enum SignUpMode: String, CaseIterable, Sendable { case open, invite, closed }
