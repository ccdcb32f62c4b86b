import Core

/// Where gated downloads are found.
enum DownloadPath {
  static let dashboard = "/dashboard"
  /// Where a member's review stands on it.
  static let ownReview = Link("dashboard", fragment: "review").text
  static let terms = "/dashboard/terms"
  static let redeem = "/dashboard/redeem"
  static let link = "/dashboard/link"
  static let review = "/dashboard/review"
  static let keys = "/admin/keys"
  static let newKeys = "/admin/keys/new"
  static let export = "/admin/keys/export"

  /// The one address that holds a token.
  static func file(_ token: DownloadToken) -> String { Link("download", query: ["token": token.text]).text }

  static func keys(_ request: KeySliceRequest) -> String {
    Link(
      "admin", "keys",
      query: [
        "status": request.filter == .all ? nil : request.filter.rawValue, "before": request.before.map { "\($0)" },
        "limit": request.limit == KeySliceRequest.standardLimit ? nil : String(request.limit),
      ]
    ).text
  }
}
