/// Where gated downloads are found.
enum DownloadPath {
  static let dashboard = "/dashboard"
  static let terms = "/dashboard/terms"
  static let redeem = "/dashboard/redeem"
  static let link = "/dashboard/link"
  static let review = "/dashboard/review"
  static let keys = "/admin/keys"
  static let newKeys = "/admin/keys/new"
  static let export = "/admin/keys/export"

  /// The one address that holds a token.
  static func file(_ token: DownloadToken) -> String { "/download?token=\(token.text)" }

  static func keys(_ request: KeyPageRequest) -> String {
    let query = [
      request.filter == .all ? nil : "status=\(request.filter.rawValue)", request.before.map { "before=\($0)" },
      request.limit == KeyPageRequest.standardLimit ? nil : "limit=\(request.limit)",
    ].compactMap(\.self)
    return query.isEmpty ? keys : "\(keys)?\(query.joined(separator: "&"))"
  }
}
