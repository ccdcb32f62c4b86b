import AccountsTesting
import Core
import CoreTesting
import Engine
import JSON
import Relations
import Testing

@testable import Walls

@Suite("An html module") struct FrameTests {
  private func body(_ html: String) -> String {
    var json = JSONWriter(capacity: 64)
    json.string(html)
    return #"{"kind":"html","content":{"html":\#(String(decoding: json.bytes, as: UTF8.self)),"title":"My <page>","height":300}}"#
  }

  @Test("is shown in a frame in which nothing can run, load or navigate")
  func frame() async throws {
    let house = try await WallHouse.open()
    let ada = try await house.house.member("ada")
    let made = try await house.send(
      .post, "/api/modules", body("<h1 onclick=x>Hi</h1><script>alert(1)</script><style>h1{color:red}</style>"), as: ada)
    let module = made.data["module"] ?? .null
    let id = try #require(module["id"]?.int)
    #expect(module["content"]?["html"]?.string?.contains("<script>") == true, "the owner gets their own text back")
    let html = module["html"]?.string ?? ""
    #expect(
      html.contains(
        "<iframe sandbox=\"\" src=\"/frames/\(id)\" title=\"My &lt;page>\" height=\"300\" loading=\"lazy\" referrerpolicy=\"no-referrer\"></iframe>"
      )
        || html.contains("title=\"My &lt;page&gt;\""), "\(html)")
    #expect(!html.contains("srcdoc") && !html.contains("alert"))

    let frame = try await house.send(.get, "/frames/\(id)", as: ada)
    #expect(frame.status == 200 && frame.headers["Content-Type"] == "text/html; charset=utf-8")
    #expect(
      frame.headers["Content-Security-Policy"]
        == "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; form-action 'none'; base-uri 'none'; "
        + "frame-ancestors 'self'; sandbox")
    #expect(frame.headers["Referrer-Policy"] == "no-referrer" && frame.headers["X-DNS-Prefetch-Control"] == "off")
    #expect(frame.headers["X-Content-Type-Options"] == "nosniff" && frame.headers["Cache-Control"] == "no-store")
    #expect(frame.headers["X-Frame-Options"] == nil && frame.headers["Set-Cookie"] == nil)
    #expect(frame.text.hasPrefix("<!DOCTYPE html>\n<title>My &lt;page"))
    #expect(frame.text.hasSuffix("</title>\n<h1>Hi</h1><style>h1{color:red}</style>"))
  }

  @Test("is seen by those who see the module; for all others there is nothing at its address")
  func visibility() async throws {
    let house = try await WallHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let made = try await house.send(.post, "/api/modules", body("x"), as: ada)
    let path = "/frames/\(made.data["module"]?["id"]?.int ?? 0)", text = try await house.add("no frame", as: ada)
    let none = try await house.send(.get, "/frames/999999", as: bob)
    #expect(none.status == 404)
    for (visibility, guest, member) in [("public", 200, 200), ("members", 404, 200), ("private", 404, 404)] {
      try await house.send(.patch, "/api/profile", #"{"visibility":"\#(visibility)"}"#, as: ada)
      #expect(try await house.send(.get, path).status == guest)
      #expect(try await house.send(.get, path, as: bob).status == member)
      #expect(try await house.send(.get, path, as: ada).status == 200)
    }
    for other in ["/frames/\(text)", "/frames/abc", "/frames/0"] { #expect(try await house.send(.get, other, as: ada).status == 404) }
    try await house.send(.delete, path.replacing("/frames", with: "/api/modules"), as: ada)
    #expect(try await house.send(.get, path, as: ada).status == 404)
  }

  @Test("has bounds")
  func bounds() async throws {
    let house = try await WallHouse.open()
    let ada = try await house.house.member("ada")
    func status(_ html: Int, _ title: Int, _ height: String) async throws -> Int {
      let content =
        #"{"html":"\#(String(repeating: "x", count: html))","title":"\#(String(repeating: "t", count: title))","height":\#(height)}"#
      return try await house.send(.post, "/api/modules", #"{"kind":"html","content":\#(content)}"#, as: ada).status
    }
    for (html, title, height) in [(1, 1, "80"), (50_000, 100, "1200")] { #expect(try await status(html, title, height) == 201) }
    for (html, title, height) in [
      (0, 1, "80"), (50_001, 1, "80"), (1, 0, "80"), (1, 101, "80"), (1, 1, "79"), (1, 1, "1201"), (1, 1, "80.5"), (1, 1, "\"80\""),
    ] {
      #expect(try await status(html, title, height) == 422, "\(html) \(title) \(height)")
    }
  }
}
