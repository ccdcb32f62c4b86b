import Core
import Design
import HTML
import Web

/// Error pages in the visitor's own look.
enum ErrorPages {
  static func render(_ context: ErrorPageContext, site: Site) -> [UInt8] {
    let visit = Visit(
      site: site, viewer: context.member, appearance: Appearance(cookie: context.cookie(Appearance.cookieName)), path: context.target)
    return ErrorPage(status: context.status, message: context.error.message, requestID: context.requestID, visit).rendered()
  }
}
