/// Why something is reported, or why staff acted.
public enum ReportReason: String, CaseIterable, Sendable {
  case spam, harassment, hate, sexual, violence
  case selfHarm = "self_harm"
  case illegal, privacy, impersonation, other

  var label: String {
    switch self {
    case .spam: "Spam"
    case .harassment: "Harassment"
    case .hate: "Hate"
    case .sexual: "Sexual content"
    case .violence: "Violence"
    case .selfHarm: "Self-harm"
    case .illegal: "Illegal content"
    case .privacy: "Private information"
    case .impersonation: "Impersonation"
    case .other: "Something else"
    }
  }

  /// Cases with one of these come first.
  var isUrgent: Bool { self == .selfHarm || self == .illegal }

  /// Of the reasons of a case.
  var bit: Int64 { 1 << Int64(Self.allCases.firstIndex(of: self)!) }

  static func all(in bits: Int64) -> [ReportReason] { allCases.filter { bits & $0.bit != 0 } }
}
