import Accounts
import AccountsTesting
import Core
import CoreTesting
import Engine
import JSON
import SQL
import Testing

@testable import Notices

@Suite("Reading notifications") struct NoticeReadingTests {
  @Test("is paged, marks one's own alone, and leaves unread what came later")
  func pages() async throws {
    let house = try await NoticeHouse.open()
    let people = try await house.members("ada", "bob")
    let (ada, bob) = (people[0], people[1])
    for door in 1...7 { try await house.raise(RingNotice(), by: bob, about: Int64(door), to: ada, target: Int64(door)) }
    try await house.raise(by: ada, to: bob)
    let all = try await house.list(of: ada)
    var seen: [JSONValue] = []
    var query = "?limit=3"
    for _ in 0..<3 {
      let page = try await house.send(.get, "/api/notifications" + query, as: ada).data
      seen += page["notifications"]?.array ?? []
      query = "?limit=3&before=\(page["next"]?.int ?? 0)"
    }
    #expect(seen == all && all.count == 7)
    for query in ["limit=0", "limit=101", "before=x", "before=0", "page=1", "limit="] {
      #expect(try await house.send(.get, "/api/notifications?" + query, as: ada).status == 422)
    }
    #expect(try await house.send(.get, "/api/notifications?limit=100").status == 401)

    let foreign = try await house.list(of: bob)[0]["id"]!.int!
    let (newest, oldest) = (all[0], all[6])
    _ = house.events.take()
    let body = #"{"ids":[\#(foreign),\#(oldest["id"]!.int!),99999]}"#
    #expect(try await house.send(.post, "/api/notifications/read", body, as: ada).data["unread"]?.int == 6)
    #expect(try house.events.take().words == ["notification", "desk 6"])
    #expect(try await house.unread(of: bob) == 1)
    let later = all[1]["last"]!.int!
    #expect(try await house.send(.post, "/api/notifications/read", #"{"up_to":\#(later)}"#, as: ada).data["unread"]?.int == 1)
    let unread = try await house.list(of: ada).filter { $0["read"] == .bool(false) }
    #expect(unread.map { $0["id"] } == [newest["id"]])
    _ = house.events.take()
    try await house.send(.post, "/api/notifications/read", #"{"up_to":\#(later)}"#, as: ada)
    #expect(house.events.take().isEmpty)

    let ids = (1...100).map(String.init).joined(separator: ",")
    #expect(try await house.send(.post, "/api/notifications/read", #"{"ids":[\#(ids)]}"#, as: ada).status == 200)
    for body in [
      #"{"ids":[\#(ids),101]}"#, #"{"ids":[]}"#, #"{"ids":["1"]}"#, #"{"ids":[0]}"#, "{}", #"{"ids":[1],"up_to":1}"#, #"{"up_to":-1}"#,
      #"{"up_to":"1"}"#, #"{"ids":null}"#,
    ] {
      let refused = try await house.send(.post, "/api/notifications/read", body, as: ada)
      #expect(refused.status == 422 && (refused.details["ids"] != nil || refused.details["up_to"] != nil), "\(body): \(refused.text)")
    }
  }

  /// Rings at so many doors at once.
  private func ring(_ house: NoticeHouse, _ doors: ClosedRange<Int64>, by bob: TestMember, to ada: TestMember) async throws {
    try await house.change { transaction in
      var events: [Event] = []
      for door in doors {
        let cause = NoticeCause(RingNotice(), by: bob.id, about: door, target: door)
        events += try await house.notices.raise(cause, for: [ada.id], at: house.house.clock.now, in: transaction)
      }
      return events
    }
  }

  @Test("all of more than two hundred tells the newest two hundred and the desk; older cursors start over")
  func readAll() async throws {
    let house = try await NoticeHouse.open()
    let people = try await house.members("ada", "bob")
    let (ada, bob) = (people[0], people[1]), history = house.history(), place = PlaceID.me(people[0].id)
    try await ring(house, 1...200, by: bob, to: ada)
    #expect(try await house.unread(of: ada) == 100, "which stands for more")
    let desks = try house.events.take().words.filter { $0.hasPrefix("desk") }
    #expect(desks == (1...100).map { "desk \($0)" }, "told as long as it changes")
    var before = try await history.head(of: place)
    try await house.send(.post, "/api/notifications/read", #"{"up_to":99999}"#, as: ada)
    #expect(try house.events.take().words == Array(repeating: "notification", count: 200) + ["desk 0"])
    var cursor = HistoryCursor(epoch: before.epoch, sequence: before.sequence)
    if case .reset = try await history.page(in: place, after: cursor, for: ada.id) { #expect(Bool(false), "200 are told one by one") }

    try await ring(house, 201...401, by: bob, to: ada)
    _ = house.events.take()
    before = try await history.head(of: place)
    try await house.send(.post, "/api/notifications/read", #"{"up_to":99999}"#, as: ada)
    let events = house.events.take()
    #expect(try events.words == Array(repeating: "notification", count: 200) + ["desk 0"])
    #expect(events.compactMap(\.sequence) == Array(before.sequence + 1...before.sequence + 201), "without a gap")
    #expect(try await house.unread(of: ada) == 0)
    #expect(try await house.list(of: ada).allSatisfy { $0["read"] == .bool(true) })
    cursor = HistoryCursor(epoch: before.epoch, sequence: before.sequence)
    #expect(try await history.page(in: place, after: cursor, for: ada.id) == .reset(epoch: before.epoch))
  }

  @Test("works on the page: the list, its buttons, and the number in the top bar")
  func page() async throws {
    let house = try await NoticeHouse.open()
    let people = try await house.members("ada", "bob")
    let (ada, bob) = (people[0], people[1])
    #expect(try await house.send(.get, "/notifications").headers["Location"] == "/login?next=/notifications")
    let quiet = try await house.send(.get, "/notifications", as: ada).text
    #expect(quiet.contains("All quiet") && quiet.contains(#"aria-label="Notifications""#) && !quiet.contains("Notifications, "))
    try await house.raise(by: bob, to: ada)
    try await house.raise(RingNotice(), by: bob, to: ada, target: 1)
    let page = try await house.send(.get, "/notifications", as: ada).text
    #expect(page.contains(#"aria-label="Notifications, 2 unread""#) && page.contains("Bob rang at door 1"))
    let notice = try await house.list(of: ada)[1]
    let form = "id=\(notice["id"]!.int!)"
    let answer = try await house.send(.post, "/notifications/read", form, as: ada, form: true)
    #expect(answer.status == 303 && answer.headers["Location"] == "/notifications")
    #expect(try await house.send(.get, "/notifications", as: ada).text.contains("Notifications, 1 unread"))
    try await house.send(.post, "/notifications/read", "up_to=\(notice["last"]!.int! + 9)", as: ada, form: true)
    #expect(try await house.unread(of: ada) == 0)
    #expect(try await house.send(.post, "/notifications/read", "", as: ada, form: true).status == 422)
    #expect(try await house.send(.get, "/notifications?before=x", as: ada).status == 422)
  }
}
