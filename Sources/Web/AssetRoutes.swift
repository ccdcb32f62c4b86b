import Core
import Engine
import HTTP

/// Style sheets, scripts, fonts and images, from memory and open to everybody.
public enum AssetRoutes {
  public static func routes(_ files: StaticFiles) -> [Route] {
    let below = Route.asset(PathPattern("\(files.prefix)/{path...}"), "A file pages are made of") { call in
      try answer(files.answer(call.request, for: call.path("path")))
    }
    return [below.openInMaintenance(), robots(files)] + ["favicon.ico", "favicon.svg"].map { icon($0, files) }
  }

  /// Browsers request these at the root, whatever a page links to.
  private static func icon(_ name: String, _ files: StaticFiles) -> Route {
    .asset(PathPattern("/" + name), "The site's icon") { call in
      try answer(files.answer(call.request, file: "art/" + name))
    }
  }

  /// Keeps search engines out of a community's rooms.
  private static func robots(_ files: StaticFiles) -> Route {
    let text = Array("User-agent: *\nDisallow: /\nAllow: /$\n".utf8)
    return .asset("/robots.txt", "What robots may visit") { call in
      if let own = files.answer(call.request, file: "robots.txt") { return own }
      return Response(
        headers: Headers(["Content-Type": "text/plain; charset=utf-8", "Cache-Control": "public, max-age=86400"]), body: .bytes(text))
    }
  }

  /// Turns refusals of the file service into errors.
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
  /// Files that documents of any origin may load: without a session, a limit or a cookie.
  ///
  /// - Parameter path: ends with `{path...}`, which `answer` gets decoded. Nil: there is no such file.
  public static func library(
    _ path: PathPattern, _ summary: String, answer: @escaping @Sendable (_ request: Request, _ path: String) -> Response?
  ) -> Route {
    .asset(path, summary) { call in
      guard let found = answer(call.request, call.path("path")) else { throw AppError.notFound("This file") }
      return found.with("Access-Control-Allow-Origin", "*").with("Cross-Origin-Resource-Policy", "cross-origin")
    }
  }

  /// Open to everybody, without a limit, not part of the API.
  fileprivate static func asset(_ path: PathPattern, _ summary: String, handler: @escaping RouteHandler) -> Route {
    .page(.get, path, .open, summary, limit: .none, handler: handler)
  }
}
