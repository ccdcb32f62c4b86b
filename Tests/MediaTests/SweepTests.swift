import AccountsTesting
import Core
import CoreTesting
import Engine
import Foundation
import JSON
import SQL
import Testing

@testable import Media

// Each test starts worker processes.
@Suite(.serialized) struct SweepTests {
  private func sweep(_ house: MediaHouse) async throws { try await house.feature.sweeps.sweep(house.house.system()) }

  @Test func whatNothingUsesIsErasedAfterSevenDays() async throws {
    let house = try await MediaHouse.open()
    let ada = try await house.house.member("ada")
    let (used, unused) = (try await house.upload(Sample.picture(), as: ada).id, try await house.upload(Sample.picture(1), as: ada).id)
    try await house.show(1, of: ada, to: "public", [used])
    house.house.clock.advance(by: .days(7) - .seconds(1))
    try await sweep(house)
    #expect(try await house.send(.get, "/media/\(unused)/320.webp", as: ada).status == 200)
    house.house.clock.advance(by: .seconds(1))
    try await sweep(house)
    #expect(try await house.rows() == 1)
    #expect(try house.files().count == 5)
    #expect(try await house.send(.get, "/media/\(used)/320.webp").status == 200)
    #expect(try await house.usage(of: ada) == house.database.value("SELECT CAST(SUM(bytes) AS BIGINT) FROM media", as: Int64.self))
  }

  @Test func onlyTheServerSweeps() async throws {
    let house = try await MediaHouse.open()
    let ada = try await house.house.member("ada", role: .moderator)
    let scope = try await house.house.scope(of: ada)
    #expect(await failure { try await house.feature.sweeps.sweep(scope) }?.code == .forbidden)
  }

  @Test func filesWithoutARowGoOnceTheyAreOld() async throws {
    let house = try await MediaHouse.open()
    let ada = try await house.house.member("ada")
    _ = try await house.upload(Sample.picture(), as: ada)
    let shelf = house.folder.appending(path: "ab")
    try FileManager.default.createDirectory(at: shelf, withIntermediateDirectories: true)
    let stray = "ab" + String(repeating: "0", count: 62) + ".320.webp"
    try Data("x".utf8).write(to: shelf.appending(path: stray))
    // The files are of this moment, and the clock of the test begins elsewhere.
    let now = Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
    func removeStrays(at moment: Timestamp) async throws {
      let scope = Scope(caller: .system, requestID: "test", now: moment, random: house.house.random, outbox: Outbox())
      try await house.feature.sweeps.removeStrays(scope)
    }
    try await removeStrays(at: now)
    #expect(try house.files().count == 6)
    try await removeStrays(at: now + .hours(2))
    #expect(try house.files().count == 5)
  }

  @Test func rowsWithoutFilesStay() async throws {
    let house = try await MediaHouse.open()
    let ada = try await house.house.member("ada")
    let (first, second) = (try await house.upload(Sample.picture(), as: ada).id, try await house.upload(Sample.picture(1), as: ada).id)
    house.house.clock.advance(by: .hours(2))
    let key: String = try #require(try await house.database.value("SELECT file FROM media WHERE id = \(second)"))
    let file = house.folder.appending(path: "\(key.prefix(2))/\(key).320.webp")
    let bytes = try Data(contentsOf: file)
    try FileManager.default.removeItem(at: file)
    try await house.show(1, of: ada, to: "public", [first, second])
    try await sweep(house)
    #expect(try await house.rows() == 2, "the folder may only be away")
    try bytes.write(to: file)
    #expect(try await house.send(.get, "/media/\(second)/320.webp", as: ada).status == 200)
  }

  @Test func filesStayWhenTheDatabaseIsAnotherOne() async throws {
    let house = try await MediaHouse.open()
    let ada = try await house.house.member("ada")
    for number in 0..<3 { _ = try await house.upload(Sample.picture(UInt8(number)), as: ada) }
    let files = try house.files()
    try await house.database.run("DELETE FROM media WHERE number > (SELECT MIN(number) FROM media)")
    let now = Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
    let scope = Scope(caller: .system, requestID: "test", now: now + .hours(2), random: house.house.random, outbox: Outbox())
    try await house.feature.sweeps.removeStrays(scope)
    #expect(try house.files() == files)
  }

  @Test func theSameBytesAgainBeginTheirTimeAgain() async throws {
    let house = try await MediaHouse.open()
    let ada = try await house.house.member("ada")
    #expect(try await house.upload(Sample.picture(), as: ada).status == 201)
    house.house.clock.advance(by: .days(6))
    #expect(try await house.upload(Sample.picture(), as: ada).status == 200)
    house.house.clock.advance(by: .days(6))
    try await sweep(house)
    #expect(try await house.rows() == 1)
    house.house.clock.advance(by: .days(1))
    try await sweep(house)
    #expect(try await house.rows() == 0)
  }

  /// As a node leaves it that was killed between keeping the files and the row.
  @Test func aNodeThatStartsClearsWhatAnInterruptedUploadLeft() async throws {
    let house = try await MediaHouse.open()
    let ada = try await house.house.member("ada")
    let id = try await house.upload(Sample.picture(), as: ada).id
    let kept = try house.files()
    let row: String = try #require(try await house.database.value("SELECT file FROM media WHERE id = \(id)"))
    let uploads = house.folder.appending(path: "uploads")
    let lost = "cd" + String(repeating: "1", count: 62)
    for (upload, key) in [("one", lost), ("two", row)] {
      let folder = uploads.appending(path: "dead/\(upload)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data().write(to: folder.appending(path: key))
      try Data("half".utf8).write(to: folder.appending(path: "source"))
    }
    try Data().write(to: uploads.appending(path: "dead.lock"))
    let shelf = house.folder.appending(path: "cd")
    try FileManager.default.createDirectory(at: shelf, withIntermediateDirectories: true)
    for name in MediaFileName.all(of: .image) { try Data("x".utf8).write(to: shelf.appending(path: "\(lost).\(name.rawValue)")) }

    let other = try await MediaHouse.open(sharing: house)
    #expect(try other.files() == kept)
    // The node that runs keeps its place, and both work.
    #expect(try await house.upload(Sample.picture(1), as: ada).status == 201)
    #expect(try await other.upload(Sample.picture(2), as: ada).status == 201)
    #expect(try await house.send(.get, "/media/\(id)/320.webp", as: ada).status == 200)
    #expect(try await other.send(.get, "/media/\(id)/320.webp", as: ada).status == 200)
  }

  @Test func whatAMemberHasIsExportedAndErased() async throws {
    let house = try await MediaHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let (id, theirs) = (try await house.upload(Sample.picture(), as: ada).id, try await house.upload(Sample.picture(), as: bob).id)
    try await house.show(1, of: ada, to: "public", [id])
    let export = try JSONValue(parsing: await WrittenPart.json { try await house.feature.personal.export(of: ada.id, to: $0) })
    #expect(export.array?.compactMap { $0["id"]?.string } == [id.rawValue])
    try await house.feature.sweeps.eraseEverything(house.house.system(), of: ada.id)
    #expect(try await house.usage(of: ada) == nil)
    #expect(try await house.rows() == 1)
    #expect(try house.files().count == 5)
    #expect(try await house.send(.get, "/media/\(theirs)/320.webp", as: bob).status == 200)
    try await house.feature.sweeps.eraseEverything(house.house.system(), of: ada.id)
  }
}
