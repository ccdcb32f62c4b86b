import Core
import JSON
import SQL
import Testing

@testable import Chat

@Suite("Coming back to a private room")
struct InvitationTests {
  private func isMember(_ world: World, _ member: Member, of room: RoomName) async throws -> Bool {
    try await world.chat.pages.sidebar(world.scope(member)).rooms.contains { $0.name == room }
  }

  private func invitations(_ world: World, _ member: Member) async throws -> [Invitation] {
    try await world.chat.pages.sidebar(world.scope(member)).invitations
  }

  @Test("after leaving, one is asked and not pulled in")
  func asked() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      let room = try await world.room("attic", .private, ada, bob)
      for _ in 0..<3 {
        try await world.chat.rooms.leave(world.scope(bob), room)
        let scope = world.scope(ada)
        try await world.chat.rooms.addMember(scope, "bob", to: room)
        #expect(scope.outbox.take().map(\.nodeEvent) == [.roomsChanged(bob.id, except: nil)])
        #expect(try await !isMember(world, bob, of: room))
        #expect(try await invitations(world, bob) == [Invitation(room: room, inviter: "ada")])
        // Asking again says nothing again.
        let again = world.scope(ada)
        try await world.chat.rooms.addMember(again, "bob", to: room)
        #expect(again.outbox.take().isEmpty)
        // An invitation lets nobody look, and looking accepts nothing.
        #expect(try await Browser(world).get("/rooms/attic", as: bob).status == 404)
        _ = try await world.chat.rooms.join(world.scope(bob), room)
        #expect(try await isMember(world, bob, of: room))
        #expect(try await invitations(world, bob).isEmpty)
      }
    }
  }

  @Test("by forms: accept leads into the room, decline to the list")
  func forms() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      let room = try await world.room("attic", .private, ada, bob)
      let browser = Browser(world)
      try await world.chat.rooms.leave(world.scope(bob), room)
      try await world.chat.rooms.addMember(world.scope(ada), "bob", to: room)
      let page = try await browser.get("/rooms", as: bob).text
      #expect(page.contains("action=\"/rooms/attic/join\"") && page.contains("formaction=\"/rooms/attic/decline\""))
      #expect(page.contains("@ada invites you back"))
      #expect(try await browser.post("/rooms/attic/decline", "", as: bob).location == "/rooms")
      #expect(try await browser.post("/rooms/attic/join", "", as: bob).status == 404)
      #expect(try await invitations(world, bob).isEmpty)
      try await world.chat.rooms.addMember(world.scope(ada), "bob", to: room)
      #expect(try await browser.post("/rooms/attic/join", "", as: bob).location == "/rooms/attic")
      #expect(try await browser.get("/rooms/attic", as: bob).status == 200)
    }
  }

  @Test("an invitation can be withdrawn, and dies with the room")
  func withdrawn() async throws {
    try await World.with { world in
      let (ada, bob, mod) = (try await world.member("ada"), try await world.member("bob"), try await world.member("mod", .moderator))
      let room = try await world.room("attic", .private, ada, bob)
      try await world.chat.rooms.leave(world.scope(bob), room)
      try await world.chat.rooms.addMember(world.scope(ada), "bob", to: room)
      try await world.chat.rooms.removeMember(world.scope(ada), "bob", from: room)
      #expect(try await invitations(world, bob).isEmpty)
      try await world.refuses(.notFound, room, world.scope(bob)) { _ = try await world.chat.rooms.join($0, room) }
      try await world.chat.rooms.addMember(world.scope(ada), "bob", to: room)
      try await world.chat.rooms.remove(world.scope(mod), room)
      #expect(try await invitations(world, bob).isEmpty)
      try await world.refuses(.notFound, room, world.scope(bob)) { _ = try await world.chat.rooms.join($0, room) }
    }
  }

  @Test("whom a moderator put out stays out until a moderator asks them back, the creator too")
  func barred() async throws {
    try await World.with { world in
      let (ada, bob, mod) = (try await world.member("ada"), try await world.member("bob"), try await world.member("mod", .moderator))
      let room = try await world.room("attic", .private, ada, bob)
      let rooms = world.chat.rooms
      for name in ["ada", "bob"] { try await rooms.removeMember(world.scope(mod), name, from: room) }
      for act in [PermissionTests.join, PermissionTests.open, PermissionTests.page, PermissionTests.post] {
        try await world.refuses(.notFound, room, world.scope(ada)) { try await act(world, $0, room, MessageID(1)) }
      }
      for name in ["ada", "bob"] {
        try await world.refuses(.notFound, room, world.scope(ada)) { try await rooms.addMember($0, name, to: room) }
        try await world.refuses(.notFound, room, world.scope(ada)) { try await rooms.removeMember($0, name, from: room) }
      }
      try await rooms.addMember(world.scope(mod), "ada", to: room)
      _ = try await rooms.join(world.scope(ada), room)
      // She chooses members again, but not whom a moderator put out.
      try await world.refuses(.forbidden, room, world.scope(ada)) { try await rooms.addMember($0, "bob", to: room) }
      try await rooms.addMember(world.scope(mod), "bob", to: room)
      _ = try await rooms.join(world.scope(bob), room)
      #expect(try await isMember(world, bob, of: room))
    }
  }

  @Test("a creator who left lets themselves in again")
  func creator() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      let room = try await world.room("attic", .private, ada, bob)
      try await world.chat.rooms.leave(world.scope(ada), room)
      try await world.chat.rooms.addMember(world.scope(ada), "ada", to: room)
      #expect(try await isMember(world, ada, of: room))
    }
  }

  @Test("banned and departed people are found by nobody who lets people in, and can still be shown out")
  func absent() async throws {
    try await World.with { world in
      let (ada, bob, cyd) = (try await world.member("ada"), try await world.member("bob"), try await world.member("cyd"))
      let room = try await world.room("attic", .private, ada, bob)
      try await world.database.run("UPDATE users SET banned_at = 1 WHERE id = \(bob.id)")
      try await world.database.run("UPDATE users SET left_at = 1, username = 'left-1' WHERE id = \(cyd.id)")
      for name in ["left-1", "bob", "no-one"] {
        try await world.refuses(.notFound, try await world.room("r-\(name)", .private, ada), world.scope(ada)) {
          try await world.chat.rooms.addMember($0, name, to: RoomName("r-\(name)")!)
        }
      }
      try await world.chat.rooms.removeMember(world.scope(ada), "bob", from: room)
      #expect(try await world.chat.live.admits(bob.id, to: world.id(of: room)) == false)
    }
  }

  @Test("50 answers to one invitation make one membership")
  func race() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      let room = try await world.room("attic", .private, ada, bob)
      try await world.chat.rooms.leave(world.scope(bob), room)
      try await world.chat.rooms.addMember(world.scope(ada), "bob", to: room)
      let told = try await together(50) { _ in
        let scope = world.scope(bob)
        _ = try await world.chat.rooms.join(scope, room)
        return scope.outbox.take().count
      }
      #expect(told.reduce(0, +) == 1)
    }
  }

  @Test("letting in is limited, over the socket and by form")
  func limited() async throws {
    try await World.with { world in
      let ada = try await world.member("ada")
      for number in 0..<3 { _ = try await world.member("m\(number)") }
      try await world.room("attic", .private, ada)
      var limits = Limits.lifted
      limits[.addMember] = Limit.addMember.with(.hour(2))
      let browser = Browser(world, limits: limits)
      for number in 0..<2 { #expect(try await browser.post("/rooms/attic/members", "username=m\(number)", as: ada).status == 303) }
      #expect(try await browser.post("/rooms/attic/members", "username=m2", as: ada).status == 429)
    }
  }
}

@Suite("The members of a private room")
struct RoomMembersTests {
  @Test("are handed on to another member by whom they were chosen, and by nobody else") func handOn() async throws {
    try await World.with { world in
      let (ada, bob, eve) = (try await world.member("ada"), try await world.member("bob"), try await world.member("eve"))
      let room = try await world.room("attic", .private, ada, bob)
      try await world.refuses(.forbidden, room, world.scope(bob)) { try await world.chat.rooms.handOn($0, room, to: "bob") }
      try await world.refuses(.validation, room, world.scope(ada)) { try await world.chat.rooms.handOn($0, room, to: "eve") }
      try await world.verify(room, as: world.scope(ada), tells: []) { try await world.chat.rooms.handOn($0, room, to: "bob") }
      try await world.refuses(.forbidden, room, world.scope(ada)) { try await world.chat.rooms.addMember($0, "eve", to: room) }
      try await world.chat.rooms.addMember(world.scope(bob), "eve", to: room)
      let page = try await world.chat.pages.members(world.scope(eve), room)
      #expect(page.people.map(\.username) == ["ada", "bob", "eve"] && page.people.filter(\.isCreator).map(\.id) == [bob.id])
      #expect(!page.mayChoose && !page.isCreator)
      let staff = try await world.member("staff", .moderator)
      try await world.verify(room, as: world.scope(staff), tells: ["new_message"]) {
        try await world.chat.rooms.handOn($0, room, to: "ada")
      }
    }
  }

  @Test("archive the room when the last one leaves") func lastMember() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      let room = try await world.room("attic", .private, ada, bob)
      try await world.chat.rooms.leave(world.scope(ada), room)
      #expect(try await world.chat.pages.sidebar(world.scope(bob)).rooms.contains { $0.name == room })
      let scope = world.scope(bob)
      try await world.chat.rooms.leave(scope, room)
      #expect(scope.outbox.take().compactMap(\.nodeEvent).contains { if case .roomRemoved = $0 { true } else { false } })
      #expect(try await world.database.value("SELECT COUNT(*) FROM rooms WHERE archived_at IS NOT NULL", as: Int.self) == 1)
      // A public room stays.
      let den = try await world.room("den", .public, ada)
      try await world.chat.rooms.leave(world.scope(ada), den)
      #expect(try await Browser(world).get("/rooms/den", as: bob).status == 200)
    }
  }

  @Test("are let in by a form that says what came of it, and what is wrong beside its field") func forms() async throws {
    try await World.with { world in
      let (ada, bob) = (try await world.member("ada"), try await world.member("bob"))
      try await world.room("attic", .private, ada)
      let browser = Browser(world)
      let unknown = try await browser.post("/rooms/attic/members", "username=no-one", as: ada)
      #expect(unknown.status == 404 && unknown.text.contains("That member does not exist") && unknown.text.contains("value=\"no-one\""))
      let added = try await browser.post("/rooms/attic/members", "username=bob", as: ada).location
      #expect(added == "/rooms/attic/members?added=bob")
      #expect(try await browser.get("/rooms/attic/members?added=bob", as: ada).text.contains("@bob is a member now."))
      #expect(try await browser.get("/rooms/attic/members", as: bob).text.contains("chooses the members"))
      #expect(try await browser.get("/rooms/attic/leave", as: ada).text.contains("Hand that on first"))
      #expect(try await browser.post("/rooms/attic/members/remove", "username=bob", as: ada).location == "/rooms/attic/members?removed=bob")
      #expect(try await browser.get("/rooms/attic/members", as: bob).status == 404)
      #expect(try await browser.get("/rooms/attic/leave", as: ada).text.contains("You are the last member"))
      #expect(try await browser.get("/rooms/general/members", as: ada).status == 404)
    }
  }
}
