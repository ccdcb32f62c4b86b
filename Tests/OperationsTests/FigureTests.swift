import AccountsTesting
import Core
import CoreTesting
import SQL
import Testing

@testable import Operations

@Suite struct FigureTests {
  private static let start = Timestamp(microseconds: 1_800_000_000_000_000)

  private static func sample(
    _ node: String, minute: Int, requests: Int, messages: Int64?, sockets: Int = 1, commit: Int64? = nil, memory: Int64? = nil
  ) -> FigureSample {
    FigureSample(
      minute: start + .seconds(60 * minute), node: node, requests: requests, errors: 1, messages: messages, sockets: sockets, members: 2,
      commitMicroseconds: commit, memoryBytes: memory)
  }

  /// What a node counts adds up within a minute, and the most of what goes up and down stays.
  @Test func samplesOfAMinuteAreOneRow() async throws {
    let house = try await TestAccounts.open(with: OperationsMigrations.all())
    let rows = FigureRepository(database: house.database)
    for sample in [
      Self.sample("a", minute: 0, requests: 3, messages: nil, sockets: 5, commit: nil, memory: 10),
      Self.sample("a", minute: 0, requests: 4, messages: 2, sockets: 1, commit: 70, memory: nil),
      Self.sample("a", minute: 0, requests: 1, messages: nil, sockets: 2, commit: 60, memory: 12),
      Self.sample("b", minute: 0, requests: 10, messages: 3, sockets: 4, commit: 50, memory: 30),
      Self.sample("a", minute: 2, requests: 1, messages: nil),
    ] { try await house.work.transaction { try await rows.add(sample, in: $0) } }
    let minutes = try await rows.minutes(from: Self.start, before: Self.start + .seconds(3_600))
    #expect(minutes.map(\.at) == [Self.start, Self.start + .seconds(120)])
    let first = try #require(minutes.first)
    #expect((first.requests, first.errors, first.messages, first.sockets) == (18, 4, 3, 9))
    #expect((first.members, first.commitMicroseconds, first.memoryBytes) == (2, 70, 42))
    #expect(minutes.last?.messages == nil && minutes.last?.commitMicroseconds == nil)
    try await house.work.transaction { try await rows.removeOld(before: Self.start + .seconds(60), in: $0) }
    #expect(try await rows.minutes(from: Self.start, before: Self.start + .seconds(3_600)).map(\.at) == [Self.start + .seconds(120)])
  }

  @Test func aDayIsToldInQuartersOfAnHour() {
    let minutes = [0, 1, 14, 15].map { minute in
      FigureMinute(
        at: Self.start + .seconds(60 * minute), requests: 1, errors: 0, messages: nil, sockets: Int64(minute), members: 0,
        commitMicroseconds: 1_500, memoryBytes: 3 << 20)
    }
    let report = FigureReport(.day, from: Self.start, minutes)
    let values = Dictionary(uniqueKeysWithValues: report.series.map { ($0.name, $0.points.prefix(3).map(\.value)) })
    #expect(values[.requests] == [3, 1, nil] && values[.sockets] == [14, 15, nil])
    #expect(values[.messages] == [nil, nil, nil] && values[.commit] == [1.5, 1.5, nil] && values[.memory] == [3, 3, nil])
    #expect(report.series.allSatisfy { $0.points.count == 96 } && report.series.count == 7)
  }

  @Test func figuresAreForAdministrators() async throws {
    let house = try await TestAccounts.open(with: OperationsMigrations.all())
    let service = FigureService(
      rows: FigureRepository(database: house.database), work: house.work, figures: ServerFigures(), online: OnlineMembers())
    let (staff, admin) = (try await house.member("mod", role: .moderator), try await house.member("boss", role: .admin))
    let refused = await #expect(throws: AppError.self) { _ = try await service.report(try await house.scope(of: staff), .hour) }
    #expect(refused?.code == .forbidden)
    #expect(try await service.report(try await house.scope(of: admin), .hour).series.count == 7)
    await #expect(throws: AppError.self) { try await service.takeNote(try await house.scope(of: staff)) }
  }
}
