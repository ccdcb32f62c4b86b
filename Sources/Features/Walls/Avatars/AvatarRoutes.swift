import Core
import Crypto
import Encoding
import HTTP
import Media
import Web

/// `/avatars/{id}`: a member's picture, or their initials. A new one shows on the next load: browsers keep it, and ask each time whether it
/// is still the one.
struct AvatarRoutes: Sendable {
  private static let caching = "private, no-cache"

  let avatars: AvatarService
  let media: MediaService

  var route: Route {
    .api(
      .get, "/avatars/{id}", .anyone, "A member's picture, or a drawing of their initials", tag: "Walls", limit: [.requests(.media)],
      request: WallSchemas.avatar,
      answers: [
        .other(200, "The bytes of a WebP or SVG"), .other(206, "The range that was asked for"), .other(304, "The caller has it"),
        .error(.notFound), .error(.preconditionFailed), .error(.rangeNotSatisfiable),
      ], handler: send
    ).switched(.never)
  }

  private func send(_ call: Call) async throws -> Response {
    let avatar = try await avatars.avatar(call.scope, of: call.id())
    let side = try Fields.read(call.query()) { fields in
      fields.refuseEmpty("size")
      return fields.avatarSide("size")
    }
    guard let picture = avatar.picture else { return try drawing(of: avatar, side, for: call) }
    do {
      return try media.file(picture, side.file).answer(call, caching: Self.caching)
    } catch  where error.code == .notFound {
      // Replaced and deleted a moment ago.
      return try drawing(of: avatar, side, for: call)
    }
  }

  private func drawing(of avatar: MemberAvatar, _ side: MemberAvatar.Side, for call: Call) throws(AppError) -> Response {
    let bytes = AvatarDrawing(avatar: avatar, side: Int(side.rawValue)).bytes
    let tag = EntityTag(Hex.encode(SHA256.digest(of: bytes).prefix(16)))
    let shared = ["ETag": tag.description, "Cache-Control": Self.caching]
    switch call.request.conditions.evaluate(isSafe: true, tag: tag) {
    case .notModified: return shared.reduce(Response.notModified) { $0.with($1.key, $1.value) }
    case .failed: throw AppError(.preconditionFailed, "The picture is not the one you expect")
    case .proceed: break
    }
    return shared.reduce(Response.drawing(bytes)) { $0.with($1.key, $1.value) }
  }
}

extension Fields {
  fileprivate mutating func avatarSide(_ name: String) -> MemberAvatar.Side {
    guard let size = optionalInteger(name, 1...1_024) else { return .small }
    guard let side = MemberAvatar.Side(rawValue: size) else {
      refuse(name, "must be 128 or 256")
      return .small
    }
    return side
  }
}
