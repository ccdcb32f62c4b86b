import Accounts
import AccountsTesting
import Core
import CoreTesting
import Engine
import JSON
import SQL
import Testing

@testable import Notices

@Suite("Preferences") struct PreferenceTests {
  @Test("have defaults, are changed one by one, and refuse what is not allowed by name")
  func changes() async throws {
    let house = try await NoticeHouse.open()
    let people = try await house.members("ada", "bob")
    let (ada, bob) = (people[0], people[1])
    func get() async throws -> JSONValue { try await house.send(.get, "/api/preferences", as: ada).data["preferences"] ?? .null }
    let first = try await get()
    #expect(first["digest"] == "off" && first["read_receipts"] == .bool(true) && first["muted_rooms"]?.array == [])
    #expect(first["notify"]?.object?.keys.count == 3)
    #expect(first["notify"]?["wave"] == .object(["in_app": .bool(true), "digest": .bool(true)]))
    let body = #"{"notify":{"wave":{"in_app":false},"letter":{"digest":false,"in_app":true}},"digest":"weekly"}"#
    let changed = try await house.send(.patch, "/api/preferences", body, as: ada)
    #expect(changed.status == 200 && house.events.take().isEmpty)
    let second = try await get()
    #expect(changed.data["preferences"] == second && second["digest"] == "weekly" && second["read_receipts"] == .bool(true))
    #expect(second["notify"]?["wave"] == .object(["in_app": .bool(false), "digest": .bool(true)]))
    #expect(second["notify"]?["letter"] == .object(["in_app": .bool(true), "digest": .bool(false)]))
    #expect(second["notify"]?["ring"] == first["notify"]?["ring"])

    #expect(try await house.raise(by: bob, to: ada).isEmpty, "switched off")
    #expect(try await house.raise(RingNotice(), by: bob, to: ada).count == 2)
    try await house.send(.patch, "/api/preferences", #"{"notify":{"wave":{"in_app":true}}}"#, as: ada)
    #expect(try await house.raise(by: bob, to: ada).count == 2)

    let refused: [(String, String)] = [
      ("{}", "body"), (#"{"notify":{"nothing":{"in_app":true}}}"#, "notify.nothing"),
      (#"{"notify":{"letter":{"in_app":false}}}"#, "notify.letter"), (#"{"digest":"hourly"}"#, "digest"),
      (#"{"read_receipts":"yes"}"#, "read_receipts"), (#"{"notify":[]}"#, "notify"), (#"{"notify":{"wave":true}}"#, "notify.wave"),
      (#"{"muted_rooms":[]}"#, "muted_rooms"), (#"{"digest":"off","theme":1}"#, "theme"),
    ]
    for (body, field) in refused {
      let answer = try await house.send(.patch, "/api/preferences", body, as: ada)
      #expect(answer.status == 422 && answer.details[ShortName(field)] != nil, "\(body): \(answer.text)")
    }
    #expect(try await house.send(.get, "/api/preferences").status == 401)
  }

  @Test("are set by the form of the settings, which says when no mail is set up")
  func form() async throws {
    let house = try await NoticeHouse.open()
    let ada = try await house.house.member("ada")
    let page = try await house.send(.get, "/settings/notifications", as: ada).text
    #expect(page.contains("Wave here") && page.contains("Letter by mail") && page.contains("no mail set up"))
    let answer = try await house.send(.post, "/settings/notifications", "here_ring=true&mail_wave=true", as: ada, form: true)
    #expect(answer.status == 303 && answer.headers["Location"] == "/settings/notifications?saved=true")
    let saved = try await house.send(.get, "/api/preferences", as: ada).data["preferences"]
    #expect(saved?["notify"]?["wave"] == .object(["in_app": .bool(false), "digest": .bool(true)]))
    #expect(saved?["notify"]?["letter"]?["in_app"] == .bool(true) && saved?["read_receipts"] == .bool(false))
    #expect(try await house.send(.get, "/settings/notifications?saved=true", as: ada).text.contains("Saved"))
    #expect(try await house.send(.post, "/settings/notifications", "digest=hourly", as: ada, form: true).status == 422)
    let part = try #require(house.feature.personalData.first { $0.name == "preferences" })
    #expect(try JSONValue(parsing: try await part.json(ada.id)) == saved)
    try await house.feature.erase(house.house.system(), everythingOf: ada.id)
    #expect(try await house.database.value("SELECT count(*) FROM notice_choices", as: Int.self) == 0)
  }
}
