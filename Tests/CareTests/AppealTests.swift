import AccountsTesting
import Core
import CoreTesting
import SQL
import Testing

@testable import Care

@Suite struct AppealTests {
  private struct Court {
    let care: CareHouse
    let staff: TestMember
    let other: TestMember
    let member: TestMember

    static func open() async throws -> Court {
      let care = try await CareHouse.open()
      return try await Court(
        care: care, staff: care.house.member("mod", role: .moderator), other: care.house.member("other", role: .moderator),
        member: care.house.member("ada"))
    }

    func act(_ kind: ActionKind, minutes: Int64? = nil) async throws -> ActionID {
      let draft = ActionDraft(kind: kind, reason: .spam, message: "Stop.", logNote: "", subject: .member("ada"), minutes: minutes)
      return try await care.feature.actions.act(try await care.house.scope(of: staff), draft).action.id
    }

    @discardableResult
    func appeal(_ action: ActionID) async throws -> Appeal {
      try await care.feature.appeals.appeal(try await care.house.scope(of: member), .action(action)) { "Not me." }
    }

    func standing() async throws -> (mutedUntil: Timestamp?, actions: [Action]) {
      try await care.feature.actions.standing(try await care.house.scope(of: member))
    }
  }

  /// What the decision answers is what the member then sees, and it is told once.
  @Test func whatIsDecidedIsWhatTheMemberSees() async throws {
    let court = try await Court.open()
    let action = try await court.act(.mute, minutes: 60)
    #expect(try await court.standing().mutedUntil != nil)
    let made = try await court.appeal(action)
    #expect(try await court.standing().actions[0].appeal == made)
    let outbox = Outbox()
    let scope = try await court.care.house.scope(of: court.other, outbox: outbox)
    let decided = try await court.care.feature.appeals.decide(scope, made.id) { Verdict(.overturned, answer: "Right.") }
    let standing = try await court.standing()
    #expect(standing.actions == [decided] && standing.mutedUntil == nil && decided.undoneAt != nil)
    let told = outbox.take()
    #expect(!told.isEmpty)
    #expect(
      await failure {
        _ = try await court.care.feature.appeals.decide(scope, made.id) { Verdict(.upheld, answer: "No.") }
      }?.code == .conflict)
    #expect(outbox.take().isEmpty)
  }

  @Test func upholdingLeavesTheAction() async throws {
    let court = try await Court.open()
    let made = try await court.appeal(court.act(.mute, minutes: 60))
    let scope = try await court.care.house.scope(of: court.other)
    _ = try await court.care.feature.appeals.decide(scope, made.id) { Verdict(.upheld, answer: "No.") }
    let standing = try await court.standing()
    #expect(standing.mutedUntil != nil && standing.actions[0].undoneAt == nil && standing.actions[0].appeal?.answer == "No.")
  }

  @Test func whoTookItDecidesOnlyWhereThereIsNoOtherStaff() async throws {
    let court = try await Court.open()
    let made = try await court.appeal(court.act(.warn))
    func decide() async throws {
      let scope = try await court.care.house.scope(of: court.staff)
      _ = try await court.care.feature.appeals.decide(scope, made.id) { Verdict(.upheld, answer: "No.") }
    }
    #expect(await failure { try await decide() }?.code == .forbidden)
    try await court.care.house.database.run("UPDATE users SET role = 'member' WHERE id = \(court.other.id)")
    try await decide()
  }

  @Test func anAppealComesInNinetyDaysAtTheLatest() async throws {
    let court = try await Court.open()
    let (first, second) = (try await court.act(.warn), try await court.act(.warn))
    let (database, now) = (court.care.house.database, court.care.house.clock.now)
    try await database.run("UPDATE actions SET created_at = \(now - .days(90) + .seconds(1)) WHERE id = \(first)")
    try await database.run("UPDATE actions SET created_at = \(now - .days(90)) WHERE id = \(second)")
    try await court.appeal(first)
    #expect(await failure { try await court.appeal(second) }?.code == .gone)
  }

  @Test func aTokenIsGoodForAnHourAndForItsBanAlone() async throws {
    let tokens = AppealTokens(secret: Array(repeating: 1, count: 32))
    let now = Timestamp(microseconds: 1_800_000_000_000_000)
    let token = tokens.token(for: ActionID(7), at: now)
    #expect(try tokens.ban(token, at: now + .seconds(3_600)) == ActionID(7))
    // Clocks of nodes may differ by half a minute.
    #expect(await failure { _ = try tokens.ban(token, at: now + .seconds(3_630)) }?.code == .gone)
    #expect(await failure { _ = try tokens.ban(token + "x", at: now) }?.code == .notFound)
    let others = AppealTokens(secret: Array(repeating: 2, count: 32))
    #expect(await failure { _ = try others.ban(token, at: now) }?.code == .notFound)
  }

  @Test func whatSomebodyWroteIsErasedWhenTheyLeave() async throws {
    let court = try await Court.open()
    let action = try await court.act(.warn)
    try await court.appeal(action)
    try await court.care.feature.erase(court.care.house.system(), everythingOf: court.member.id)
    let texts = try await court.care.house.database.read { try await $0.values("SELECT text FROM appeals", as: String.self) }
    #expect(texts == ["erased"])
  }
}
