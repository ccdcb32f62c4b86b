import Core
import Design
import Web

extension ChatFeature {
  /// The pages of chat and their forms.
  public func routes(site: Site, limiter: any RateLimiter, limits: Limits) -> [Route] {
    let room = RoomRoutes(chat: self, site: site, limiter: limiter, limits: limits)
    let rooms = RoomListRoutes(chat: self, site: site, limiter: limiter, limit: limits[.createRoom])
    let message = MessageRoutes(chat: self, site: site, limiter: limiter, limits: limits)
    return rooms.routes + room.routes + InvitationRoutes(chat: self).routes + RoomRemovalRoutes(chat: self, site: site).routes
      + message.routes
  }
}

extension Call {
  /// The room in the path.
  func room() throws(AppError) -> RoomName { try .addressed(path("name")) }

  /// The message in the path.
  func message() throws(AppError) -> MessageID { try id("id") }

  func visit(_ site: Site) -> Visit {
    Visit(site: site, viewer: scope.member, appearance: Appearance(cookie: cookie(Appearance.cookieName)), path: target)
  }
}

extension AppError {
  /// Whether the form comes back with what was typed. A lost room or a fault of ours gets a page of its own.
  var isForTheForm: Bool {
    switch code {
    case .validation, .forbidden, .conflict, .gone, .rateLimited, .limitExceeded, .unavailable: true
    default: false
    }
  }

  /// What is wrong, in words for a form with one field.
  var problem: String { details.isEmpty ? message : details.map { "\($0.key) \($0.value)" }.sorted().joined(separator: "; ") }
}
