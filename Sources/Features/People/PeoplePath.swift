import Core
import Relations

/// Where people and the member's lists of them are found.
enum PeoplePath {
  /// The route of an action's form.
  static func pattern(of action: RelationPath.Action) -> String { "/people/{username}/" + action.rawValue }

  static let topEight = "/follows/top8"
  static let topEightSaved = "/follows/top8?saved=true"

  static func directory(_ request: DirectoryRequest, before: String) -> String {
    Link(
      "people",
      query: [
        "q": request.filter, "theme": request.theme?.rawValue, "order": request.order == .newest ? nil : request.order.rawValue,
        "status": request.hasStatus ? "1" : nil, "before": before,
      ]
    ).text
  }

  static func list(_ list: FollowList, before: String? = nil) -> String {
    Link("follows", query: ["list": list == .following ? nil : list.rawValue, "before": before]).text
  }
}
