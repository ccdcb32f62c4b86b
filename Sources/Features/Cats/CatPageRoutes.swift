import Core
import Design
import HTTP
import Web

/// `/cats…`, for people.
struct CatPageRoutes: Sendable {
  let cats: CatService
  let keeping: NoticingService
  let site: Site

  var routes: [Route] {
    [
      .page(.get, "/cats", .signedIn, "The cats") { call in
        try call.refuseQuery()
        return .page(CatsPage(list: try await cats.list(call.scope), visit: Visit(site, call)))
      },
      .page(.get, "/cats/{name}", .signedIn, "One cat, now or earlier", request: CatSchemas.looking) { call in
        let cat = try call.cat()
        let ago = try Fields.read(call.query()) { $0.ago() }
        return .page(CatPage(look: try await cats.look(call.scope, cat, ago: ago), visit: Visit(site, call)))
      },
      .page(.get, "/cats/{name}/ledger", .signedIn, "What a cat noticed", request: CatSchemas.page) { call in
        let cat = try call.cat()
        let before = try Fields.read(call.query()) { $0.before() }
        return .page(CatLedgerPage(slice: try await cats.ledger(call.scope, of: cat, before: before, limit: 50), visit: Visit(site, call)))
      },
      .button("/cats/{name}/pet", .signedIn, "Pet a cat") { call in
        let cat = try call.cat()
        _ = try await keeping.pet(call.scope, cat)
        return .redirect(to: CatPath.cat(cat))
      } refuse: { call, form in
        try await page(call, form.error)
      },
      .form("/cats/{name}/keeper", .permission(.admin), "Change a cat's gain and whether it is awake", request: CatSchemas.keeper) {
        fields in
        (gain: fields.plainNumber("gain", 0...200), isAwake: fields.flag("on"))
      } submit: { call, wanted in
        let cat = try call.cat()
        guard let gain = wanted.gain else { throw AppError.validation("gain", "must be a whole number from 0 to 200") }
        _ = try await keeping.change(call.scope, cat, gain: gain, isAwake: wanted.isAwake)
        return .redirect(to: CatPath.cat(cat))
      } refuse: { call, form in
        try await page(call, form.error, typedGain: form.typed("gain", upTo: 64))
      },
      .page(.get, "/cats/{name}/reset", .permission(.admin), "Ask before a cat is sent home", request: CatSchemas.addressed) { call in
        .page(ResetCatPage(cat: try call.cat(), visit: Visit(site, call)))
      },
      .button("/cats/{name}/reset", .permission(.admin), "Send a cat home") { call in
        let cat = try call.cat()
        _ = try await keeping.reset(call.scope, cat)
        return .redirect(to: CatPath.cat(cat))
      },
    ]
  }

  private func page(_ call: Call, _ error: AppError, typedGain: String? = nil) async throws -> Response {
    let look = try await cats.look(call.scope, call.cat())
    return .page(error.code.status, CatPage(look: look, problem: error, typedGain: typedGain, visit: Visit(site, call)))
  }
}
