import Core
import Design
import HTTP
import Web

/// `/settings/media`: a member's own files, with what shows them.
struct MediaPageRoutes: Sendable {
  let media: MediaService
  let site: Site

  var routes: [Route] {
    [
      .page(.get, "/settings/media", .signedIn, "The member's own files", request: MediaSchemas.page, handler: show),
      .button("/settings/media/{id}/delete", .signedIn, "Delete a file that nothing shows") { call in
        try await media.delete(call.scope, call.mediaID())
        return .redirect(to: MediaPath.deleted)
      } refuse: { call, form in
        let shelf = try await media.shelf(call.scope, only: call.mediaID())
        return .page(MediaPage(shelf: shelf, state: .refused(form.error), visit: Visit(site, call)))
      },
    ]
  }

  private func show(_ call: Call) async throws -> Response {
    let (before, isDeleted) = try Fields.read(call.query()) { fields in
      (fields.mediaCursor("before"), fields.optionalFlag("deleted") ?? false)
    }
    let shelf = try await media.shelf(call.scope, before: before)
    let state: MediaPage.State = isDeleted ? .deleted : before == nil ? .first : .later
    return .page(MediaPage(shelf: shelf, state: state, visit: Visit(site, call)))
  }
}

extension Fields {
  fileprivate mutating func mediaCursor(_ name: String) -> MediaID? {
    guard let text = optionalText(name, 0...36) else { return nil }
    guard let id = MediaID(text: text) else {
      refuse(name, MediaListRequest.wrongCursor)
      return nil
    }
    return id
  }
}
