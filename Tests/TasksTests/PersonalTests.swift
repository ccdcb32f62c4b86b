import AccountsTesting
import Core
import CoreTesting
import JSON
import Testing

@testable import Tasks

@Suite("What is kept of one member") struct PersonalTests {
  @Test("can be taken away, and erased without touching others'")
  func erase() async throws {
    let house = try await TaskHouse.open()
    let (ada, eve) = (try await house.house.member("ada"), try await house.house.member("eve"))
    let made = try await house.make(ada, "one", "two", "three")
    try await house.make(eve, "hers")
    _ = try await house.tasks.delete(house.scope(ada), made[1].id)
    let personal = house.feature.personal
    let exported = try JSONValue(parsing: await WrittenPart.json { try await personal.export(of: ada.id, to: $0) }).array
    #expect(exported?.map { $0["title"]?.string } == ["one", "three"])
    await #expect(throws: AppError.self) { try await personal.erase(house.scope(ada), everythingOf: ada.id) }
    try await personal.erase(house.house.system(), everythingOf: ada.id)
    #expect(try await house.all(of: ada).isEmpty)
    #expect(try await house.all(of: eve).map(\.title) == ["hers"])
    #expect(try JSONValue(parsing: await WrittenPart.json { try await personal.export(of: ada.id, to: $0) }) == [])
  }
}
