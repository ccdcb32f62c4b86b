import Core
import Design
import Media
import Web

extension ChatFeature {
  /// The pages of chat and their forms.
  public func routes(site: Site, uploads: UploadService) -> [Route] {
    RoomListRoutes(chat: self, site: site).routes + RoomRoutes(chat: self, uploads: uploads, site: site).routes
      + RoomMemberRoutes(chat: self, site: site).routes + InvitationRoutes(chat: self).routes
      + RoomRemovalRoutes(chat: self, site: site).routes + MessageRoutes(chat: self, site: site).routes
      + ConversationRoutes(chat: self, uploads: uploads, site: site).routes
  }
}

extension ChatFeature {
  /// Where the first message since a moment stands; the room itself if there is none.
  func path(_ scope: Scope, toFirstSince moment: Timestamp, in room: RoomName) async throws -> String {
    let message = try await history.first(scope, in: room, since: moment)
    return message.map { ChatPath.link(to: $0, in: room) } ?? ChatPath.room(room)
  }
}

extension Call {
  /// The room in the path.
  func room() throws(AppError) -> RoomName { try .addressed(path("name")) }

  /// The conversation in the path.
  func conversation() throws(AppError) -> RoomName { RoomName(direct: try id("id")) }

  /// The message in the path.
  func message() throws(AppError) -> MessageID { try id("id") }
}

extension AppError {
  /// What is wrong, in words for a form with one field.
  var problem: String { details.isEmpty ? message : details.map { "\($0.key) \($0.value)" }.sorted().joined(separator: "; ") }
}
