import Engine
import HTML

extension Response {
  /// A page of a member's making: in it nothing runs, loads or navigates, wherever it is opened, and only our own pages may embed it.
  public static func sandboxed(_ page: some HTML) -> Response {
    Response(
      headers: Headers([
        "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": sandboxPolicy, "Referrer-Policy": "no-referrer",
        "X-DNS-Prefetch-Control": "off",
      ]), body: .bytes(page.rendered()))
  }

  private static let sandboxPolicy = [
    "default-src 'none'", "style-src 'unsafe-inline'", "img-src data:", "font-src data:", "form-action 'none'", "base-uri 'none'",
    "frame-ancestors 'self'", "sandbox",
  ].joined(separator: "; ")
}
