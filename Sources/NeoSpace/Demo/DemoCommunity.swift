import Accounts
import Cats
import Chat
import Core
import JSON
import Media
import Song

/// Lets the demo's people sign up and talk, through the same services as everybody, over the last two days.
struct DemoCommunity {
  private static let span: Duration = .days(2)

  private let house: House

  init(_ house: House) { self.house = house }

  /// Returns why pictures and sounds are missing; nil if none is.
  func fill() async throws -> AppError? {
    guard try await !DemoRepository(database: house.database).hasMembers() else {
      throw MaintenanceError("demo fills an empty database only; this one has members")
    }
    let end = Timestamp.systemNow()
    var clock = end - Self.span
    let step = Duration.microseconds(Self.span.wholeMicroseconds / Int64(DemoScript.people.count + DemoScript.lines.count + 1))

    var members: [String: Member] = [:]
    for person in DemoScript.people {
      members[person.username] = try await signUp(person, at: clock)
      clock = clock + step
    }
    let host = try member("miso", members)
    for room in DemoScript.rooms {
      guard let name = RoomName(room.name), let topic = RoomTopic(room.topic) else {
        throw MaintenanceError("the demo's rooms are misnamed")
      }
      _ = try await house.chat.rooms.create(scope(host, clock), name, topic: topic, kind: .public)
    }
    var said: [String: [MessageID]] = [:]
    for line in DemoScript.lines {
      try await say(line, members, &said, at: clock)
      clock = clock + step
    }
    let moment = clock
    let people = members
    let uploads = DemoUploads(house.media.uploads)
    let scopeOf: (String, Duration) throws -> Scope = { scope(try member($0, people), moment - $1) }
    let relations = DemoPeople(people: house.people, chat: house.chat, scope: scopeOf)
    try await relations.follow()
    try await DemoWalls(walls: house.walls, uploads: uploads, scope: scopeOf).build()
    try await relations.write()
    if let random = RoomName("random") { try await house.cats.letIn(scope(host, moment), to: random) }
    try await DemoWorks(codeground: house.codeground, scope: scopeOf).publish()
    try await house.song.gallery.publish(
      by: scopeOf("wren", .hours(30)), with: scopeOf("noor", .hours(29)), proposing: scopeOf("bram", .hours(5)))
    try await DemoWorks.publishLoop(house.song, scopeOf("salma", .minutes(50)))
    return await uploads.refusal
  }

  private func signUp(_ person: DemoScript.Person, at moment: Timestamp) async throws -> Member {
    let fields = Fields(form: [
      ("name", person.name), ("username", person.username), ("email", "\(person.username)@example.org"), ("password", DemoScript.password),
    ])
    let account = try Fields.read(fields) { fields throws(AppError) in NewAccount(reading: &fields, as: .page) }
    let guest = Scope(caller: .guest, requestID: "demo", now: moment, random: house.random, outbox: Outbox())
    let user = try await house.accounts.signUp.register(guest, account)
    if person.username == "miso" { _ = try await house.accounts.moderation.grantAdmin(house.systemScope(), email: user.email) }
    let role: Role = person.username == "miso" ? .admin : .member
    return Member(
      id: user.id, uuid: user.uuid, username: user.username, displayName: user.name, email: user.email, color: user.color, role: role,
      permissions: role.permissions)
  }

  private func say(
    _ line: DemoScript.Line, _ members: [String: Member], _ said: inout [String: [MessageID]], at moment: Timestamp
  ) async throws {
    guard let room = RoomName(line.room), let text = MessageText(line.text) else { throw MaintenanceError("the demo says the unsayable") }
    let author = try member(line.by, members)
    let spoken = said[line.room, default: []]
    let reply = line.replyBack.flatMap { back in spoken.count >= back ? spoken[spoken.count - back] : nil }
    _ = try await house.chat.rooms.join(scope(author, moment), room)
    let ack = try await house.chat.messages.post(scope(author, moment), in: room, text, replyTo: reply)
    said[line.room, default: []].append(ack.id)
    for reaction in line.reactions {
      guard let emoji = Emoji(reaction.emoji) else { throw MaintenanceError("the demo reacts with no emoji") }
      for username in reaction.by {
        let admirer = try member(username, members)
        _ = try await house.chat.rooms.join(scope(admirer, moment), room)
        _ = try await house.chat.messages.react(scope(admirer, moment), to: ack.id, with: emoji)
      }
    }
    if let edited = line.editedTo.flatMap({ MessageText($0) }) {
      _ = try await house.chat.messages.edit(scope(author, moment + .seconds(40)), ack.id, to: edited)
    }
    if line.isDeleted { _ = try await house.chat.messages.delete(scope(author, moment + .seconds(40)), ack.id) }
  }

  private func scope(_ member: Member, _ moment: Timestamp) -> Scope {
    Scope(caller: .member(member), requestID: "demo", now: moment, random: house.random, outbox: Outbox())
  }

  private func member(_ username: String, _ members: [String: Member]) throws -> Member {
    guard let member = members[username] else { throw MaintenanceError("the demo does not know \(username)") }
    return member
  }
}
