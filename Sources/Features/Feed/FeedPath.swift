/// Where the feed is.
enum FeedPath {
  static let feed = "/feed"
}
