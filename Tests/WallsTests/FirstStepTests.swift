import Accounts
import AccountsTesting
import Core
import CoreTesting
import Engine
import SQL
import SQLTesting
import Testing
import Web

@testable import Walls

@Suite("First steps") struct FirstStepTests {
  private let walls: WallHouse
  private let ada: TestMember

  init() async throws {
    walls = try await WallHouse.open()
    ada = try await walls.house.member("ada")
  }

  /// The titles of those that are done; nil once they are hidden.
  private func done() async throws -> Set<String>? {
    try await walls.feature.firstSteps.own(walls.scope(ada)).map { Set($0.filter(\.isDone).map(\.title)) }
  }

  @Test("are done once their owner has done them")
  func steps() async throws {
    let steps = try #require(try await walls.feature.firstSteps.own(walls.scope(ada)))
    #expect(steps.map(\.title) == ["Say who you are", "Build your wall", "Choose a look"])
    #expect(steps.map(\.path) == ["/settings/profile", "/@ada/modules/new", "/settings/profile#field-theme"])
    #expect(try await done() == [])
    let bob = try await walls.house.member("bob")
    try await walls.send(.post, "/api/walls/ada/guestbook", #"{"text":"hello"}"#, as: bob)
    try await walls.stick(on: ada, as: bob)
    #expect(try await done() == [], "others do not take them")
    try await walls.send(.patch, "/api/profile", #"{"status_message":"here"}"#, as: ada)
    #expect(try await done() == ["Say who you are"])
    let id = try await walls.add("mine", as: ada)
    #expect(try await done() == ["Say who you are", "Build your wall"])
    try await walls.send(.delete, "/api/modules/\(id)", as: ada)
    try await walls.send(.patch, "/api/profile", ##"{"accent":"#A3E635"}"##, as: ada)
    #expect(try await done() == ["Say who you are", "Build your wall", "Choose a look"])
  }

  @Test("stand on the owner's page until they are hidden")
  func hiding() async throws {
    let bob = try await walls.house.member("bob")
    let page = try await walls.send(.get, "/@ada", as: ada).text
    #expect(page.contains("First steps") && page.contains("Say who you are</a>") && page.contains("Hide</button>"))
    #expect(try await !walls.send(.get, "/@ada", as: bob).text.contains("First steps"))
    let hide = "/@ada/first-steps/hide"
    #expect(try await submit(hide, as: bob) == 403)
    #expect(try await submit(hide, as: nil) == 303)
    #expect(try await done() != nil)
    #expect(try await submit(hide, as: ada) == 303)
    #expect(try await done() == nil)
    #expect(try await !walls.send(.get, "/@ada", as: ada).text.contains("First steps"))
    #expect(try await submit(hide, as: ada) == 303, "hidden again, they stay hidden")
    #expect(walls.events.take().isEmpty, "nobody else saw them")
  }

  private func submit(_ path: String, as member: TestMember?) async throws -> Int {
    var headers = [(name: "Content-Type", value: "application/x-www-form-urlencoded"), (name: "Sec-Fetch-Site", value: "same-origin")]
    if let member { headers.append(("Cookie", "session=\(member.token)")) }
    return await walls.application.handle(Request(.post, path, headers: headers, body: [], peerAddress: "192.0.2.7")).status
  }

  @Test("are read by keys alone", .enabled(if: !TestDatabase.isPostgres))
  func plan() async throws {
    let plan = try await walls.house.database.explain(walls.feature.rows.firstSteps.statement(of: ada.id))
    #expect(!plan.contains { $0.contains("SCAN") && !$0.contains("CONSTANT ROW") }, "\(plan)")
    #expect(plan.contains { $0.contains("wall_modules_seq (user_id=? AND seq>?)") }, "\(plan)")
  }
}
