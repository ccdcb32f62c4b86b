import Core
import Engine
import HTTP

/// Style sheets, modules, fonts, art: what pages are made of, for everybody and from memory.
public enum AssetRoutes {
  public static func routes(_ files: StaticFiles) -> [Route] {
    let below = Route.asset(PathPattern("\(files.prefix)/{path...}"), "A file pages are made of") { call in
      try answer(files.answer(call.request, for: call.path("path")))
    }
    return [below, robots(files)] + ["favicon.ico", "favicon.svg"].map { icon($0, files) }
  }

  /// Browsers ask for these at the root whatever a page says.
  private static func icon(_ name: String, _ files: StaticFiles) -> Route {
    .asset(PathPattern("/" + name), "The site's icon") { call in
      try answer(files.answer(call.request, file: "art/" + name))
    }
  }

  /// One community's rooms are nobody's index.
  private static func robots(_ files: StaticFiles) -> Route {
    let text = Array("User-agent: *\nDisallow: /\nAllow: /$\n".utf8)
    return .asset("/robots.txt", "What robots may visit") { call in
      if let own = files.answer(call.request, file: "robots.txt") { return own }
      return Response(
        headers: Headers(["Content-Type": "text/plain; charset=utf-8", "Cache-Control": "public, max-age=86400"]), body: .bytes(text))
    }
  }

  /// Refusals of the file service become errors like all others.
  private static func answer(_ response: Response?) throws(AppError) -> Response {
    guard let response else { throw .notFound("This file") }
    switch response.status {
    case 412: throw AppError(.preconditionFailed, "The file is another version")
    case 416:
      let error = AppError(.rangeNotSatisfiable, "The file has no such bytes")
      var refusal = Response.json(error, status: 416)
      refusal.headers.set("Content-Range", response.headers["Content-Range"])
      return refusal
    default: return response
    }
  }
}

extension Endpoint where Rules == RouteRules, Handler == RouteHandler {
  /// Open to all, uncounted, no part of the API.
  fileprivate static func asset(_ path: PathPattern, _ summary: String, handler: @escaping RouteHandler) -> Route {
    .page(.get, path, .open, summary, limit: .none, handler: handler)
  }
}
