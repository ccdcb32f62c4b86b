import Accounts
import AccountsTesting
import Core
import CoreTesting
import Engine
import HTTP
import JSON
import SQL
import Testing

@testable import Downloads

@Suite("At the same moment") struct RaceTests {
  private func fifty<Result: Sendable>(_ body: @escaping @Sendable (Int) async throws -> Result) async throws -> [Result] {
    try await withThrowingTaskGroup(of: Result.self) { group in
      for number in 0..<50 { group.addTask { try await body(number) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
  }

  @Test("fifty who redeem one key get one token", arguments: [1, 5])
  func redeeming(_ people: Int) async throws {
    let house = try await DownloadHouse.open()
    var members: [TestMember] = []
    for number in 0..<people { members.append(try await house.agreed("m\(number)")) }
    let (cast, key) = (members, try await house.keys(1)[0])
    let statuses = try await fifty {
      try await house.send(.post, "/redeem", json: #"{"key_value":"\#(key.text)"}"#, as: cast[$0 % people]).status
    }
    #expect(statuses.sorted() == [200] + Array(repeating: 400, count: 49))
    #expect(try await house.count("download_tokens") == 1)
    #expect(try await house.feature.keys.list(house.house.system(), KeySliceRequest()).totals == KeyTotals(total: 1, used: 1))
  }

  @Test("fifty first downloads are one")
  func downloading() async throws {
    let house = try await DownloadHouse.open()
    let ada = try await house.agreed("ada")
    let token = try await house.token(of: ada)
    let statuses = try await fifty { _ in try await house.download(token).status }
    #expect(statuses.sorted() == [200] + Array(repeating: 410, count: 49))
    #expect(try await house.count("download_events") == 1)
    #expect(house.events.take().count == 1)
  }

  @Test("fifty first ranges begin one download")
  func ranges() async throws {
    let house = try await DownloadHouse.open()
    let ada = try await house.agreed("ada")
    let token = try await house.token(of: ada)
    let statuses = try await fifty { _ in try await house.download(token, range: "bytes=0-9").status }
    #expect(statuses.allSatisfy { $0 == 206 || $0 == 410 } && statuses.contains(206))
    #expect(try await house.count("download_events") == 1)
  }

  @Test("fifty who go on with one download get the file twice in all at most")
  func goingOn() async throws {
    let house = try await DownloadHouse.open()
    let ada = try await house.agreed("ada")
    let token = try await house.token(of: ada)
    let part = FilePart(state: "a", range: 0..<1_000, size: 1_000)
    @Sendable func open(_ wish: DownloadWish) async throws -> DownloadTransfer? {
      try await house.feature.downloads.open(house.scope(ada), token, for: wish) { _ in (file: (), part) }.transfer
    }
    let first = try #require(try await open(.whole))
    let sent = try await fifty { _ -> Int64 in
      guard let transfer = try? await open(.part), transfer.begin(1_000) else { return 0 }
      return 1_000
    }
    let total = sent.reduce(first.sent, +)
    #expect((1_000...2_000).contains(total), "\(total) bytes of a file of 1,000")
  }

  @Test("fresh tokens and downloads of one key end in one download", arguments: 0..<4)
  func renewing(_ round: Int) async throws {
    let house = try await DownloadHouse.open()
    let ada = try await house.agreed("ada")
    let first = try await house.token(of: ada)
    let redemption = house.feature.redemption
    let statuses = try await fifty { number -> Int in
      if number % 5 == round { return try await house.download(first).status }
      guard let token = try? await redemption.renew(house.scope(ada)).token else { return 403 }
      return try await house.download(token).status
    }
    #expect(statuses.count { $0 == 200 } == 1, "\(statuses)")
    #expect(try await house.count("download_events") == 1)
    #expect(try await house.count("download_tokens", where: "used") == 1)
  }

  @Test("two first reviews, or fifty, are one row and everybody's success")
  func reviews() async throws {
    let house = try await DownloadHouse.open()
    let ada = try await house.agreed("ada")
    #expect(try await house.download(house.token(of: ada)).status == 200)
    let answers = try await fifty {
      try await house.send(
        .post, "/review", json: #"{"project_link":"https://a.example/\#($0)","review_text":"words enough \#($0)"}"#, as: ada)
    }
    #expect(answers.allSatisfy { $0.status == 201 })
    #expect(Set(answers.compactMap { $0.json?["id"]?.int }).count == 1)
    #expect(try await house.count("review_submissions") == 1)
  }

  @Test("fifty who agree agreed once")
  func terms() async throws {
    let house = try await DownloadHouse.open()
    let ada = try await house.house.member("ada")
    let terms = house.feature.terms
    let times = try await fifty { _ in try await terms.agree(house.scope(ada)) }
    #expect(Set(times).count == 1)
  }

  @Test("keys made by many are all different, and counted")
  func generating() async throws {
    let house = try await DownloadHouse.open()
    let chief = try await house.admin()
    let keys = house.feature.keys
    let made = try await fifty { _ in try await keys.generate(house.scope(chief), count: 7).map(\.value) }
    #expect(Set(made.joined()).count == 350)
    #expect(try await keys.list(house.house.system(), KeySliceRequest()).totals == KeyTotals(total: 350, used: 0))
  }
}
