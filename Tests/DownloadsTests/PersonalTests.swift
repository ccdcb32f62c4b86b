import AccountsTesting
import Core
import Engine
import JSON
import SQL
import Testing

@testable import Downloads

@Suite("What is kept of one member") struct PersonalTests {
  @Test("can be taken away, and is erased while the key stays used")
  func erase() async throws {
    let house = try await DownloadHouse.open()
    let (ada, eve) = (try await house.agreed("ada"), try await house.agreed("eve"))
    let token = try await house.token(of: ada)
    _ = try await house.token(of: eve)
    #expect(try await house.send(.get, "/download?token=\(token.text)").status == 200)
    let review = #"{"project_link":"https://example.org/p","review_text":"It does what it says."}"#
    #expect(try await house.send(.post, "/review", json: review, as: ada).status == 201)

    let personal = house.feature.personal
    let exported = try JSONValue(parsing: await personal.export(of: ada.id))
    #expect(exported["keys"]?.array?.count == 1 && exported["downloads"]?.array?.count == 1)
    #expect(exported["review"]?["review_text"] == "It does what it says.")

    await #expect(throws: AppError.self) { try await personal.erase(house.scope(eve), everythingOf: ada.id) }
    try await personal.erase(house.house.system(), everythingOf: ada.id)
    #expect(try JSONValue(parsing: await personal.export(of: ada.id)) == ["keys": [], "downloads": []])
    #expect(try await house.count("keys", where: "used") == 2)
    #expect(try await house.count("keys", where: "used_by = \(ada.email)") == 0)
    #expect(try JSONValue(parsing: await personal.export(of: eve.id))["keys"]?.array?.count == 1)
  }
}
