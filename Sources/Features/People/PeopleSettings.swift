import Core

extension Limit {
  static let hiddenStyles = Limit("hidden_styles", .minute(1_200), meaning: "Requests for the stylesheet that hides messages")
  static let block = Limit("block", .minute(20), meaning: "People a member blocks")
  static let follow = Limit("follow", .minute(20), meaning: "People a member follows or asks to follow")
}
