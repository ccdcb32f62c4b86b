import AccountsTesting
import Core
import CoreTesting
import Engine
import JSON
import SQL
import Testing

@testable import Media

// Each test starts worker processes.
@Suite(.serialized) struct UseTests {
  @Test func whoSeesAThingSeesItsFiles() async throws {
    let house = try await MediaHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let id = try await house.upload(Sample.picture(), as: ada).id
    func statuses() async throws -> [Int] {
      var statuses: [Int] = []
      for viewer in [nil, bob, ada] { statuses.append(try await house.send(.get, "/media/\(id)/640.webp", as: viewer).status) }
      return statuses
    }
    #expect(try await statuses() == [404, 404, 200])
    try await house.show(1, of: ada, to: "nobody", [id])
    #expect(try await statuses() == [404, 404, 200])
    try await house.show(2, of: ada, to: "members", [id])
    #expect(try await statuses() == [404, 200, 200])
    #expect(try await house.send(.get, "/media/\(id)/640.webp", as: bob).headers["Cache-Control"] == "private, max-age=300")
    try await house.show(3, of: ada, to: "public", [id])
    #expect(try await statuses() == [200, 200, 200])
    #expect(try await house.send(.get, "/media/\(id)/640.webp").headers["Cache-Control"] == "public, max-age=300")
    #expect(try await house.send(.get, "/media/\(id)/640.webp", as: bob).headers["Cache-Control"] == "public, max-age=300")
    // A removed thing shows nothing, and comes back with its files.
    try await house.house.work.transaction { try await house.uses.hold([3, 2], of: house.things, in: $0) }
    #expect(try await statuses() == [404, 404, 200])
    let back = try await house.house.work.transaction { try await house.uses.revive(3, of: house.things, in: $0) }
    #expect(back == [id])
    #expect(try await statuses() == [200, 200, 200])
  }

  @Test func aThingUsesOnlyWhatIsItsOwnersAndOfItsKind() async throws {
    let house = try await MediaHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let (picture, sound) = (
      try await house.upload(Sample.picture(), as: ada).id, try await house.upload(Sample.sound(seconds: 2), as: ada).id
    )
    let theirs = try await house.upload(Sample.picture(), as: bob).id
    func problem(_ ids: [MediaID], _ kind: MediaItem.Kind?, _ longest: Duration? = nil) async -> [String: String]? {
      await failure { try await house.show(1, of: ada, to: "public", ids, kind: kind, longest: longest) }?.details
    }
    #expect(await problem([picture, theirs], .image) == ["items.1": "must be a picture that you uploaded"])
    #expect(await problem([sound], .image) == ["items.0": "must be a picture that you uploaded"])
    #expect(await problem([picture], .audio) == ["items.0": "must be a sound that you uploaded"])
    #expect(await problem([sound], .audio, .seconds(1)) == ["items.0": "must be at most 1 seconds long"])
    #expect(await problem([sound], .audio, .seconds(2)) == nil)
    #expect(await problem([picture, sound], nil) == nil)
    #expect(try await house.database.value("SELECT COUNT(*) FROM media_uses", as: Int64.self) == 2)
  }

  @Test func aFileInUseIsNotDeletedAndOneOfARemovedThingIs() async throws {
    let house = try await MediaHouse.open()
    let ada = try await house.house.member("ada")
    let id = try await house.upload(Sample.picture(), as: ada).id
    try await house.show(1, of: ada, to: "public", [id])
    let refused = try await house.send(.delete, "/api/media/\(id)", as: ada)
    #expect(refused.status == 409 && refused.code == "CONFLICT")
    let one = try await house.send(.get, "/api/media/\(id)", as: ada).json()["data"]
    #expect(one?["uses"] == .array([.object(["kind": "thing", "id": 1, "link": "/things/1"])]))
    try await house.house.work.transaction { try await house.uses.hold([1], of: house.things, in: $0) }
    #expect(try await house.send(.get, "/api/media/\(id)", as: ada).json()["data"]?["uses"] == .array([]))
    #expect(try await house.send(.delete, "/api/media/\(id)", as: ada).status == 200)
    #expect(try house.files() == [])
    #expect(try await house.usage(of: ada) == 0)
    let back = try await house.house.work.transaction { try await house.uses.revive(1, of: house.things, in: $0) }
    #expect(back.isEmpty)
  }

  @Test func whatIsReleasedIsKeptForSevenDays() async throws {
    let house = try await MediaHouse.open()
    let ada = try await house.house.member("ada")
    let (first, second) = (try await house.upload(Sample.picture(), as: ada).id, try await house.upload(Sample.picture(1), as: ada).id)
    func unused(_ id: MediaID) async throws -> Timestamp? {
      let rows = try await house.database.read { snapshot in
        try await snapshot.all("SELECT unused_since FROM media WHERE id = \(id)") { row in try row[0] as Timestamp? }
      }
      return try #require(rows.first)
    }
    #expect(try await unused(first) == house.house.clock.now)
    try await house.show(1, of: ada, to: "public", [first, second])
    try await house.show(2, of: ada, to: "public", [second])
    #expect(try await unused(first) == nil)
    house.house.clock.advance(by: .seconds(60))
    // The thing shows other files now.
    try await house.show(1, of: ada, to: "public", [second])
    #expect(try await unused(first) == house.house.clock.now)
    try await house.house.work.transaction { try await house.uses.release([1], of: house.things, at: house.house.clock.now, in: $0) }
    #expect(try await unused(second) == nil, "the other thing uses it")
    try await house.house.work.transaction { try await house.uses.release([2], of: house.things, at: house.house.clock.now, in: $0) }
    #expect(try await unused(second) == house.house.clock.now)
  }

  /// Whoever comes last: a file that something uses is not one that nothing uses.
  @Test func usingAndReleasingAtOnceLosesNoUse() async throws {
    let house = try await MediaHouse.open()
    let ada = try await house.house.member("ada")
    let id = try await house.upload(Sample.picture(), as: ada).id
    for round in 0..<5 {
      for thing in Int64(1)...10 { try await house.show(thing, of: ada, to: "public", [id]) }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for thing in Int64(1)...10 {
          group.addTask {
            let erased = try await house.house.work.transaction {
              try await house.uses.releaseAndErase([thing], of: house.things, owner: ada.id, at: house.house.clock.now, in: $0)
            }
            await house.feature.media.remove(erased)
          }
        }
        let last = Int64(100 + round)
        group.addTask {
          // The file may be gone by then, which is told.
          let problem = await failure { try await house.show(last, of: ada, to: "public", [id]) }
          #expect(problem == nil || problem?.code == .validation)
        }
        try await group.waitForAll()
      }
      let uses: Int64 = try await house.database.value("SELECT COUNT(*) FROM media_uses") ?? 0
      let isThere = try await house.send(.get, "/media/\(id)/320.webp", as: ada).status == 200
      #expect((uses > 0) == isThere)
      let unused: Int64 = try await house.database.value("SELECT COUNT(*) FROM media WHERE unused_since IS NOT NULL") ?? 0
      #expect(unused == 0)
      guard isThere else { break }
    }
  }

  @Test func aThingThatComesBackKeepsItsFileOrFindsItDeleted() async throws {
    let house = try await MediaHouse.open()
    let ada = try await house.house.member("ada")
    for round in 0..<10 {
      let id = try await house.upload(Sample.picture(UInt8(round)), as: ada).id
      let thing = Int64(round + 1)
      try await house.show(thing, of: ada, to: "public", [id])
      try await house.house.work.transaction { try await house.uses.hold([thing], of: house.things, in: $0) }
      async let deleted = house.send(.delete, "/api/media/\(id)", as: ada).status
      let back = try await house.house.work.transaction { try await house.uses.revive(thing, of: house.things, in: $0) }
      #expect(try await deleted == (back.isEmpty ? 200 : 409))
      #expect(try await house.send(.get, "/media/\(id)/320.webp").status == (back.isEmpty ? 404 : 200))
    }
  }

  @Test func whatGoesForGoodTakesItsFilesAlong() async throws {
    let house = try await MediaHouse.open()
    let ada = try await house.house.member("ada")
    let (only, shared) = (try await house.upload(Sample.picture(), as: ada).id, try await house.upload(Sample.picture(1), as: ada).id)
    try await house.show(1, of: ada, to: "public", [only, shared])
    try await house.show(2, of: ada, to: "public", [shared])
    let erased = try await house.house.work.transaction {
      try await house.uses.releaseAndErase([1], of: house.things, owner: ada.id, at: house.house.clock.now, in: $0)
    }
    await house.feature.media.remove(erased)
    #expect(try await house.send(.get, "/media/\(only)/320.webp", as: ada).status == 404)
    #expect(try await house.send(.get, "/media/\(shared)/320.webp").status == 200)
    #expect(try house.files().count == 5)
    #expect(try await house.usage(of: ada) == house.database.value("SELECT CAST(SUM(bytes) AS BIGINT) FROM media", as: Int64.self))
  }

  /// One statement, whatever kinds there are, and it scans nothing.
  @Test func servingLooksUpWhatItNeeds() async throws {
    let house = try await MediaHouse.open()
    let ada = try await house.house.member("ada")
    let id = try await house.upload(Sample.picture(), as: ada).id
    try await house.show(1, of: ada, to: "public", [id])
    for viewer in [nil, ada.id] {
      let plan = try await house.database.explain(house.feature.rows.served.statement(id, for: viewer, with: Role.member.permissions))
        .joined(separator: "\n")
      #expect(!plan.contains("SCAN m") && !plan.contains("SCAN x"), "\(plan)")
    }
  }
}
