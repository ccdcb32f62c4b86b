import Core
import Design
import HTML
import Web

/// Error pages in the visitor's own look.
enum ErrorPages {
  static func render(_ context: ErrorPageContext, site: Site) -> [UInt8] {
    ErrorPage(status: context.status, message: context.error.message, requestID: context.requestID, Visit(site, context)).rendered()
  }
}
