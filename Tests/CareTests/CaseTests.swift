import AccountsTesting
import Core
import CoreTesting
import JSON
import SQL
import Testing

@testable import Care

@Suite struct CaseTests {
  private func open() async throws -> (care: CareHouse, staff: TestMember, author: TestMember, reporter: TestMember) {
    let care = try await CareHouse.open()
    let members = try await (care.house.member("mod", role: .moderator), care.house.member("author"), care.house.member("reporter"))
    care.leaf("1", of: members.1)
    return (care, members.0, members.1, members.2)
  }

  /// What is told of each change is the case as the queue then shows it.
  @Test func whatIsToldIsWhatTheQueueShows() async throws {
    let (care, staff, _, reporter) = try await open()
    let cases = care.feature.cases
    func verify(_ events: [Event], _ filter: CaseFilter = .open) async throws {
      let told = try #require(events.cases(to: staff).last)
      let slice = try await care.cases(staff, filter)
      let shown = try #require(slice.cases.first)
      var json = JSONWriter()
      shown.write(to: &json)
      #expect(told["case"] == (try JSONValue(parsing: json.bytes)))
      #expect(told["open"]?.int == Int64(try await care.cases(staff).open))
      #expect(events.cases(to: reporter).isEmpty)
    }
    try await verify(care.report("1", by: reporter))
    let id = try #require(try await care.onlyCase(staff))
    try await verify(care.change(staff) { _ = try await cases.claim($0, id, takingOver: false) })
    #expect(try await care.change(staff) { _ = try await cases.claim($0, id, takingOver: false) }.isEmpty)
    try await verify(care.change(staff) { _ = try await cases.release($0, id) })
    #expect(try await care.change(staff) { _ = try await cases.release($0, id) }.isEmpty)
    try await verify(care.change(staff) { _ = try await cases.dismiss($0, id) { nil } }, .closed)
  }

  /// The sum of the changes is what one would count, while cases open and close and the changes are summed up.
  @Test func howManyAreOpenIsAlwaysKnown() async throws {
    let (care, staff, author, _) = try await open()
    var reporters: [TestMember] = []
    for number in 0..<10 { reporters.append(try await care.house.member("reader\(number)")) }
    for number in 2...21 { care.leaf("\(number)", of: author) }
    let cases = care.feature.cases
    func verify() async throws {
      let counted = try await care.house.database.value("SELECT count(*) FROM cases WHERE closed_at IS NULL", as: Int.self)
      #expect(try await care.cases(staff).open == counted)
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (index, reporter) in reporters.enumerated() {
        for number in [2 * index + 2, 2 * index + 3, 1] { group.addTask { _ = try await care.report("\(number)", by: reporter) } }
      }
      group.addTask { try await cases.sumUp(care.house.system()) }
      try await group.waitForAll()
    }
    try await verify()
    let open = try await care.cases(staff).cases.map(\.record.id)
    #expect(open.count == 21)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for id in open.prefix(15) {
        for _ in 0..<2 { group.addTask { _ = try? await care.change(staff) { _ = try await cases.dismiss($0, id) { nil } } } }
      }
      for _ in 0..<2 { group.addTask { try await cases.sumUp(care.house.system()) } }
      try await group.waitForAll()
    }
    try await verify()
    try await cases.sumUp(care.house.system())
    #expect(try await care.cases(staff).open == 6)
    #expect(try await care.house.database.value("SELECT count(*) FROM case_counts", as: Int.self) == 1)
  }

  @Test func aClaimLapsesHalfAnHourAfterItsHoldersLastDoing() async throws {
    let (care, staff, _, reporter) = try await open()
    let other = try await care.house.member("other", role: .moderator)
    let cases = care.feature.cases
    try await care.report("1", by: reporter)
    let id = try #require(try await care.onlyCase(staff))
    try await care.change(staff) { _ = try await cases.claim($0, id, takingOver: false) }
    care.house.clock.advance(by: .seconds(29 * 60))
    try await care.change(staff) { _ = try await cases.note($0, id) { "still at it" } }
    care.house.clock.advance(by: .seconds(30 * 60) - .seconds(1))
    #expect(await failure { try await care.change(other) { _ = try await cases.claim($0, id, takingOver: false) } }?.code == .conflict)
    #expect(try await care.cases(staff, .mine).cases.count == 1)
    care.house.clock.advance(by: .seconds(1))
    #expect(try await care.cases(staff, .mine).cases.isEmpty)
    #expect(try await care.cases(staff).cases.first?.holder == nil)
    try await care.change(other) { _ = try await cases.claim($0, id, takingOver: false) }
    #expect(try await care.cases(staff).cases.first?.holder == "other")
  }

  @Test func takingOverIsInTheLog() async throws {
    let (care, staff, _, reporter) = try await open()
    let other = try await care.house.member("other", role: .moderator)
    try await care.report("1", by: reporter)
    let id = try #require(try await care.onlyCase(staff))
    for member in [staff, other] {
      try await care.change(member) { _ = try await care.feature.cases.claim($0, id, takingOver: true) }
    }
    try await care.change(other) { _ = try await care.feature.cases.dismiss($0, id) { nil } }
    let log = try await care.house.database.read { connection in
      try await connection.values("SELECT action FROM audit_log WHERE subject = \("case:\(id)") ORDER BY id", as: String.self)
    }
    #expect(log == ["case.take_over", "case.dismiss"])
  }

  @Test func textsAreErasedNinetyDaysAfterClosing() async throws {
    let (care, staff, _, reporter) = try await open()
    try await care.report("1", by: reporter)
    let id = try #require(try await care.onlyCase(staff))
    let (database, now) = (care.house.database, care.house.clock.now)
    try await database.run("UPDATE cases SET created_at = \(now - .days(100))")
    #expect(try await care.feature.cases.eraseOld(care.house.system()) == 0)
    try await care.change(staff) { _ = try await care.feature.cases.dismiss($0, id) { nil } }
    try await database.run("UPDATE cases SET closed_at = \(now - .days(90) + .seconds(1))")
    #expect(try await care.feature.cases.eraseOld(care.house.system()) == 0)
    try await database.run("UPDATE cases SET closed_at = \(now - .days(90))")
    #expect(try await care.feature.cases.eraseOld(care.house.system()) == 1)
    let file = try await care.feature.cases.file(try await care.house.scope(of: staff), id)
    #expect(file.snapshots.map(\.text) == [nil])
  }

  @Test func whenTheAuthorLeavesTextsAreErasedAtOnceOrWithTheOpenCase() async throws {
    let (care, staff, author, reporter) = try await open()
    care.leaf("2", of: author, "red")
    for leaf in ["1", "2"] { try await care.report(leaf, by: reporter) }
    let ids = try await care.cases(staff).cases.map(\.record.id)
    try await care.change(staff) { _ = try await care.feature.cases.dismiss($0, ids[0]) { nil } }
    let database = care.house.database
    try await database.run("UPDATE users SET left_at = \(care.house.clock.now) WHERE id = \(author.id)")
    try await care.feature.erase(care.house.system(), everythingOf: author.id)
    func texts(_ id: CaseID) async throws -> [String?] {
      try await care.feature.cases.file(try await care.house.scope(of: staff), id).snapshots.map(\.text)
    }
    #expect(try await texts(ids[0]) == [nil])
    #expect(try await texts(ids[1]) == ["red"])
    try await care.change(staff) { _ = try await care.feature.cases.dismiss($0, ids[1]) { nil } }
    #expect(try await texts(ids[1]) == [nil])
  }

  @Test func whoLeftIsNotNamedAsAReporter() async throws {
    let (care, staff, _, reporter) = try await open()
    try await care.report("1", by: reporter)
    try await care.feature.erase(care.house.system(), everythingOf: reporter.id)
    let id = try #require(try await care.onlyCase(staff))
    let file = try await care.feature.cases.file(try await care.house.scope(of: staff), id)
    #expect(file.reports.count == 1 && file.reports[0].by == nil && file.listed.record.reportCount == 1)
    try await care.change(staff) { _ = try await care.feature.cases.dismiss($0, id) { nil } }
  }

  @Test func whatIsHiddenGoneOrOnesOwnIsRefused() async throws {
    let (care, _, author, reporter) = try await open()
    #expect(await failure { try await care.report("1", by: author) }?.details.keys.sorted() == ["id"])
    #expect(await failure { try await care.report("9", by: reporter) }?.code == .notFound)
    care.leaves["1"]?.isHidden = true
    #expect(await failure { try await care.report("1", by: reporter) }?.code == .notFound)
    care.leaves["1"] = Leaf(owner: author.id, text: nil)
    #expect(await failure { try await care.report("1", by: reporter) }?.code == .gone)
  }

  @Test func aCaseWhoseThingIsGoneStaysOpen() async throws {
    let (care, staff, _, reporter) = try await open()
    try await care.report("1", by: reporter)
    care.leaves["1"] = nil
    let slice = try await care.cases(staff)
    #expect(slice.cases.map(\.name) == ["Leaf that is gone"] && slice.open == 1)
  }
}
