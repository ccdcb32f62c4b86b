import Core
import Design
import HTTP
import Media
import Web

/// `/settings/profile`: who one is on one's wall, and who may see it.
struct ProfilePageRoutes: Sendable {
  let walls: WallService
  let uploads: UploadService
  let site: Site

  var routes: [Route] {
    [
      .page(.get, "/settings/profile", .signedIn, "The form for one's profile", request: WallSchemas.savedPage, handler: show),
      .form(
        "/settings/profile", .permission(.postWall), "Change one's profile", request: WallSchemas.profileForm,
        body: { try await uploads.form($0, files: ProfileFile.allCases.map(\.rawValue)) }
      ) { fields throws(AppError) in
        try ProfileChange.form(reading: &fields)
      } submit: { call, change in
        _ = try await walls.change(call.scope, by: change)
        return .redirect(to: WallPath.profileSaved)
      } refuse: { call, form in
        let profile = try await walls.ownProfile(call.scope)
        return .page(
          ProfileFormPage(
            profile: profile, state: ProfileForm(profile).refused(form.fields, form.error), isSaved: false, visit: Visit(site, call)))
      },
    ]
  }

  private func show(_ call: Call) async throws -> Response {
    let isSaved = try Fields.read(call.query()) { $0.optionalFlag("saved") ?? false }
    let profile = try await walls.ownProfile(call.scope)
    return .page(ProfileFormPage(profile: profile, state: ProfileForm(profile), isSaved: isSaved, visit: Visit(site, call)))
  }
}
