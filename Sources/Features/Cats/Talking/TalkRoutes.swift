import Core
import Design
import HTTP
import JSON
import Web

/// `/api/cats/settings`, `/settings/cats` and what mutes a cat.
struct TalkRoutes: Sendable {
  let talk: TalkService
  let site: Site

  var routes: [Route] {
    [
      .api(
        .get, "/api/cats/settings", .signedIn, "How cats talk to the caller", tag: "Cats",
        answers: [.success(200, "The settings", CatSchemas.talk)]
      ) { call in
        try call.refuseQuery()
        return Self.answer(try await talk.settings(call.scope))
      },
      .api(
        .put, "/api/cats/settings", .signedIn, "Change how cats talk to the caller", tag: "Cats", request: CatSchemas.talkChange,
        answers: [.success(200, "The settings", CatSchemas.talk)], read: { TalkSettings(reading: &$0) },
        answer: { call, settings in Self.answer(try await talk.change(call.scope, to: settings)) }),
      .page(.get, "/settings/cats", .signedIn, "The form for how cats talk to one", request: CatSchemas.savedPage) { call in
        let isSaved = try Fields.read(call.query()) { $0.optionalFlag("saved") ?? false }
        return .page(TalkPage(settings: try await talk.settings(call.scope), isSaved: isSaved, visit: Visit(site, call)))
      },
      .form(
        "/settings/cats", .signedIn, "Change how cats talk to one", request: CatSchemas.talkForm,
        body: { try await $0.form(numbering: "muted") }
      ) { fields in
        TalkSettings(reading: &fields)
      } submit: { call, settings in
        _ = try await talk.change(call.scope, to: settings)
        return .redirect(to: CatPath.saved)
      } refuse: { call, form in
        .page(
          form.error.code.status,
          TalkPage(settings: try await talk.settings(call.scope), problem: form.error, visit: Visit(site, call)))
      },
      .page(
        .get, "/cats/muted.css", .signedIn, "Hides what muted cats write in rooms", limit: [.requests(CatsSettings.mutedStyles)]
      ) { call in
        .ownStylesheet(MutedStyle.css(hiding: try await talk.mutedBots(call.scope)))
      }.switched(.never),
      .form("/cats/{name}/mute", .signedIn, "Mute a cat, or hear it again", request: CatSchemas.mute) { fields in
        fields.flag("on")
      } submit: { call, isMuted in
        let cat = try call.cat()
        _ = try await talk.mute(call.scope, cat, isMuted)
        return .redirect(to: CatPath.cat(cat))
      },
    ]
  }

  private static func answer(_ settings: TalkSettings) -> Response { .success { settings.write(to: &$0) } }
}
