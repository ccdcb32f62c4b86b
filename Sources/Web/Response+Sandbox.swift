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

  /// A drawing in SVG: in it nothing runs or loads, wherever it is opened.
  public static func drawing(_ bytes: [UInt8]) -> Response {
    Response(
      headers: Headers([
        "Content-Type": "image/svg+xml", "Content-Disposition": "inline", "Content-Security-Policy": "default-src 'none'; sandbox",
      ]), body: .bytes(bytes))
  }

  /// A drawing of ours in SVG, which may move.
  public static func movingDrawing(_ bytes: [UInt8]) -> Response {
    Response(
      headers: Headers(["Content-Type": "image/svg+xml", "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"]),
      body: .bytes(bytes))
  }

  private static let sandboxPolicy = [
    "default-src 'none'", "style-src 'unsafe-inline'", "img-src data:", "font-src data:", "form-action 'none'", "base-uri 'none'",
    "frame-ancestors 'self'", "sandbox",
  ].joined(separator: "; ")
}
