import Accounts
import AccountsTesting
import Core
import CoreTesting
import Crypto
import Engine
import JSON
import Media
import Relations
import SQL
import Testing
import Transfer

@testable import Walls

@Suite("Cards of links") struct CardTests {
  private let walls: WallHouse
  private let ada: TestMember

  init() async throws {
    walls = try await WallHouse.open()
    ada = try await walls.house.member("ada")
  }

  private var cards: CardService { walls.feature.cards }

  private func content(_ url: String, look: String = "card", title: String = "null") -> String {
    #"{"url":"\#(url)","title":\#(title),"look":"\#(look)"}"#
  }

  private func make(_ url: String = "https://example.org/a", look: String = "card") async throws -> JSONValue {
    let made = try await walls.send(.post, "/api/modules", #"{"kind":"link","content":\#(content(url, look: look))}"#, as: ada)
    #expect(made.status == 201, "\(made.text)")
    return made.data["module"] ?? .null
  }

  private func change(_ module: JSONValue, to content: String) async throws -> JSONValue {
    let answer = try await walls.send(.put, "/api/modules/\(module["id"]?.int ?? 0)", #"{"content":\#(content)}"#, as: ada)
    #expect(answer.status == 200, "\(answer.text)")
    return answer.data["module"] ?? .null
  }

  private func card(of module: JSONValue) async throws -> JSONValue {
    try await walls.send(.get, "/api/modules/\(module["id"]?.int ?? 0)", as: ada).data["module"]?["card"] ?? .null
  }

  private func waiting() async throws -> [String] {
    try await walls.house.database.values("SELECT url FROM card_fetches ORDER BY module_id")
  }

  private func found(_ html: String = "<title>Found</title>", image: MediaID? = nil) -> FoundCard {
    FoundCard(page: PageSummary(html: Array(html.utf8), charset: nil), image: image)
  }

  private func next(except busy: [UserID] = []) async throws -> CardFetch? { try await cards.next(walls.house.system(), except: busy) }

  /// What is told when the fetch has this end.
  private func finish(_ fetch: CardFetch, _ found: FoundCard?) async throws -> [Event] {
    let outbox = Outbox()
    try await cards.finish(walls.house.system(outbox: outbox), fetch, found)
    return outbox.take()
  }

  private static let nothing = #"{"state":"pending","title":null,"description":null,"site":null,"image":null}"#

  @Test("begin pending, and what is found is told once, as it is read afterwards")
  func life() async throws {
    for look in ["row", "button"] { #expect(try await make(look: look)["card"] == .null) }
    #expect(try await waiting() == [])
    let module = try await make()
    #expect(module["card"] == (try JSONValue(parsing: Array(Self.nothing.utf8))))
    #expect(module["html"]?.string?.contains("example.org</span>") == true)
    _ = walls.events.take()
    let fetch = try #require(try await next())
    #expect(fetch.url == "https://example.org/a" && fetch.ownerMayUpload && fetch.attempts == 1)
    let page = """
      <meta property=og:title content="A &lt;b&gt; title"><meta property=og:description content="Said of it"><meta property=og:site_name content="Site">
      """
    let events = try await finish(fetch, found(page))
    let told = try JSONValue(parsing: try #require(events.first).data)
    let read = try await walls.send(.get, "/api/modules/\(module["id"]?.int ?? 0)", as: ada)
    #expect(events.count == 1 && events[0].audience == .place(.wall(ada.id)) && told == read.data["module"])
    #expect(told["seq"]?.int ?? 0 > module["seq"]?.int ?? 0 && told["version"] == told["seq"])
    #expect(read.headers["ETag"] == "\"\(told["version"]?.int ?? 0)\"")
    let card = told["card"] ?? .null
    #expect(card["state"] == "ready" && card["title"] == "A <b> title" && card["description"] == "Said of it" && card["site"] == "Site")
    let html = told["html"]?.string ?? ""
    for part in ["A &lt;b&gt; title", "Said of it", "Site", "example.org</span>", "rel=\"noopener noreferrer nofollow ugc\""] {
      #expect(html.contains(part), "\(part) in \(html)")
    }
    #expect(try await waiting() == [])
    #expect(try await next() == nil)
    #expect(try await finish(fetch, found("<title>Late</title>")) == [], "it has ended")
  }

  @Test("that cannot be had, or say nothing, are none")
  func none() async throws {
    for found in [nil, found("<p>no head"), found("<title> \u{200B} </title>")] {
      let module = try await make()
      let events = try await finish(try #require(try await next()), found)
      #expect(events.count == 1)
      let card = try await card(of: module)
      #expect(card["state"] == "none" && card["title"] == .null && card["image"] == .null)
    }
  }

  @Test("are cut at their limits")
  func limits() async throws {
    for (excess, isCut) in [(0, false), (1, true)] {
      func text(_ limit: Int) -> String { String(repeating: "é", count: limit + excess) }
      let module = try await make()
      let page = """
        <title>\(text(200))</title><meta name=description content="\(text(300))"><meta property=og:site_name content="\(text(100))">
        """
      _ = try await finish(try #require(try await next()), found(page))
      let card = try await card(of: module)
      for (name, limit) in [("title", 200), ("description", 300), ("site", 100)] {
        #expect(card.object?[ShortName(name)]?.string?.count == limit, "\(name) \(isCut)")
      }
    }
  }

  @Test("are fetched once for each address")
  func changes() async throws {
    let module = try await make()
    _ = try await finish(try #require(try await next()), found())
    let titled = try await change(module, to: content("https://example.org/a", title: "\"Mine\""))
    #expect(titled["card"]?["title"] == "Found" && titled["html"]?.string?.contains("Mine") == true)
    #expect(try await waiting() == [])
    let other = try await change(module, to: content("https://example.org/b"))
    #expect(other["card"]?["state"] == "pending" && other["card"]?["title"] == .null)
    #expect(try await waiting() == ["https://example.org/b"])
    // One that is under way for an address that has changed finds nobody who wants it.
    let old = try #require(try await next())
    #expect(try await change(module, to: content("https://example.org/c"))["card"]?["state"] == "pending")
    #expect(try await finish(old, found()) == [])
    #expect(try await card(of: module)["state"] == "pending")
    let new = try #require(try await next())
    #expect(new.url == "https://example.org/c" && new.attempts == 1)
    #expect(try await change(module, to: content("https://example.org/c", look: "row"))["card"] == .null)
    #expect(try await waiting() == [])
    #expect(try await finish(new, found()) == [])
    #expect(try await card(of: module) == .null)
  }

  @Test("of removed modules wait for their return")
  func removal() async throws {
    let module = try await make(), path = "/api/modules/\(module["id"]?.int ?? 0)"
    let fetch = try #require(try await next())
    try await walls.send(.delete, path, as: ada)
    #expect(try await waiting() == [])
    #expect(try await finish(fetch, found()) == [])
    #expect(try await walls.send(.post, path + "/restore", as: ada).data["module"]?["card"]?["state"] == "pending")
    #expect(try await finish(try #require(try await next()), found()).count == 1)
    try await walls.send(.delete, path, as: ada)
    #expect(try await walls.send(.post, path + "/restore", as: ada).data["module"]?["card"]?["title"] == "Found")
    #expect(try await waiting() == [])
  }

  @Test("show a picture of the owner's, which is used as long as they do")
  func pictures() async throws {
    let bob = try await walls.house.member("bob")
    let module = try await make()
    let file = try await walls.file(.image, of: ada), foreign = try await walls.file(.image, of: bob)
    let image = try #require(MediaID(text: file))
    _ = try await finish(try #require(try await next()), found(image: image))
    let card = try await card(of: module)
    #expect(card["image"]?["id"]?.string == file && card["image"]?["width"]?.int == 8)
    func living() async throws -> [Bool] { try await walls.house.database.values("SELECT is_living FROM media_uses") }
    #expect(try await living() == [true])
    let html = try await walls.send(.get, "/api/modules/\(module["id"]?.int ?? 0)", as: ada).data["module"]?["html"]?.string ?? ""
    #expect(html.contains("/media/\(file)/640.webp") && html.contains("width=\"8\"") && html.contains("alt=\"\""))
    let path = "/api/modules/\(module["id"]?.int ?? 0)"
    try await walls.send(.delete, path, as: ada)
    #expect(try await living() == [false])
    #expect(try await walls.send(.post, path + "/restore", as: ada).data["module"]?["card"]?["image"]?["id"]?.string == file)
    #expect(try await living() == [true])
    // The link comes back without a picture that was deleted meanwhile.
    try await walls.send(.delete, path, as: ada)
    try await walls.house.database.run("DELETE FROM media WHERE id = \(file)")
    let back = try await walls.send(.post, path + "/restore", as: ada)
    #expect(back.status == 200 && back.data["module"]?["card"]?["image"] == .null && back.data["module"]?["card"]?["title"] == "Found")

    let second = try await walls.file(.image, of: ada)
    let other = try await make("https://example.org/b")
    _ = try await finish(try #require(try await next()), found(image: MediaID(text: second)))
    #expect(try await change(other, to: content("https://example.org/b", look: "button"))["card"] == .null)
    #expect(try await living() == [])
    for id in [foreign, walls.house.random.uuid().description] {
      let module = try await make()
      _ = try await finish(try #require(try await next()), found(image: MediaID(text: id)))
      let card = try await self.card(of: module)
      #expect(card["image"] == .null && card["state"] == "ready")
    }
  }

  @Test("are taken by one node at a time, and by another when that one ends; few at once for one member")
  func taking() async throws {
    let bob = try await walls.house.member("bob")
    for number in 0..<8 { _ = try await make("https://example.org/\(number)") }
    var taken = try await withThrowingTaskGroup { group in
      for _ in 0..<12 { group.addTask { try await next() } }
      return try await group.reduce(into: []) { $0.append($1) }
    }.compactMap(\.self)
    // Those that two asked for at once went to one of them.
    while let fetch = try await next() { taken.append(fetch) }
    #expect(Set(taken.map(\.url)).count == 8 && taken.count == 8)
    walls.house.clock.advance(by: CardService.patience + .seconds(1))
    let again = try #require(try await next())
    #expect(again.attempts == 2)
    let first = try #require(taken.first { $0.module == again.module })
    #expect(first.module == again.module)
    #expect(try await finish(first, found()) == [], "it was taken from that node")
    #expect(try await finish(again, found()).count == 1)
    #expect(try await next(except: [ada.id]) == nil)
    #expect(try await next(except: [bob.id])?.owner == ada.id)
  }

  @Test("of members who may not upload have no picture")
  func denied() async throws {
    _ = try await make()
    try await walls.house.database.run(
      """
      INSERT INTO user_permissions (user_id, permission, effect, created_at) VALUES (\(ada.id), 'upload_media', 'deny', \(walls.house.clock.now))
      """)
    #expect(try await next()?.ownerMayUpload == false)
  }

  @Test("are the server's own business")
  func rights() async throws {
    _ = try await make()
    let fetch = try #require(try await next())
    let scope = try await walls.scope(ada)
    await #expect(throws: AppError.self) { _ = try await cards.next(scope, except: []) }
    await #expect(throws: AppError.self) { try await cards.finish(scope, fetch, nil) }
  }

  @Test("go with the member who leaves")
  func leaving() async throws {
    _ = try await make()
    try await walls.feature.erase(walls.house.system(), everythingOf: ada.id)
    #expect(try await waiting() == [])
  }
}
