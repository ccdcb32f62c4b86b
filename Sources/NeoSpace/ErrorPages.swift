import Core
import Design
import HTML
import Web

/// Error pages in the visitor's own look.
enum ErrorPages {
  static func render(_ context: ErrorPageContext, site: Site) -> [UInt8] {
    ErrorPage(
      status: context.status, message: message(of: context.error), details: context.error.details,
      closing: ClosedSite(context.error, site.state.settings), requestID: context.requestID,
      Visit(site, context), isFramed: context.shell != nil
    ).rendered()
  }

  /// Who is too fast is told for how long to wait.
  private static func message(of error: AppError) -> String {
    guard error.code == .rateLimited, let wait = error.retryAfter else { return error.message }
    return "Try again in \(wait.inWords)"
  }
}
