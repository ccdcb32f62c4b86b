import Chat
import Core
import Walls

/// Puts a published revision where its owner wants it seen: on their wall and in rooms, in the transaction that publishes it.
struct ScriptPosts: Sendable {
  let messages: MessageService
  let modules: ModuleService

  /// What has been posted, and what to tell.
  struct Posted: Sendable {
    var posts: [Post] = []
    var events: [Event] = []
  }

  struct Post: Sendable {
    /// Nil for the wall.
    let room: String?
    let id: Int64
  }

  /// All or nothing: what one place refuses is posted nowhere.
  func post(_ scope: Scope, _ work: WorkReference, _ publication: Publication, in transaction: Transaction) async throws -> Posted {
    var posted = Posted()
    if publication.onWall {
      let made = try await refusing("wall") { try await modules.add(scope, work, in: transaction) }
      posted.posts.append(Post(room: nil, id: made.id))
      posted.events += made.events
    }
    var names: [RoomName] = []
    for text in publication.rooms {
      guard let name = RoomName(text), name.direct == nil else { throw Self.refused("rooms") }
      if !names.contains(name) { names.append(name) }
    }
    // In one order: two such transactions cannot wait for each other.
    for name in names.sorted(by: { $0.rawValue < $1.rawValue }) {
      let made = try await refusing("rooms") { try await messages.post(scope, work, in: name, in: transaction) }
      posted.posts.append(Post(room: name.rawValue, id: made.id.rawValue))
      posted.events += made.events
    }
    return posted
  }

  private func refusing<Result>(_ place: String, _ body: () async throws -> Result) async throws -> Result {
    do { return try await body() } catch let error as AppError where error.code.status < 500 { throw Self.refused(place) }
  }

  /// One text, whatever the reason is.
  private static func refused(_ place: String) -> AppError {
    AppError(.forbidden, "Nothing was published: you cannot post there", details: [place: "you cannot post there"])
  }
}
