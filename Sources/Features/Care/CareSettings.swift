import Core

extension Limit {
  static let report = Limit("report", .hour(20), meaning: "Reports a member makes")
}
