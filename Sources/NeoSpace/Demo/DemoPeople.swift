import Chat
import Core
import People

/// Lets the demo's people follow each other and write to each other, through the same services as everybody.
struct DemoPeople {
  let people: PeopleFeature
  let chat: ChatFeature
  /// The scope of a member, so long ago.
  let scope: (String, Duration) throws -> Scope

  func follow() async throws {
    for (follower, followed) in Self.follows {
      for username in followed { _ = try await people.follows.follow(scope(follower, .days(1)), username) }
    }
    for (owner, list) in Self.topEights { _ = try await people.topEight.replace(scope(owner, .hours(20)), with: list) }
  }

  func write() async throws {
    for conversation in Self.conversations {
      let opening = try scope(conversation.people[0], conversation.ago)
      let ack = try await chat.conversations.open(opening, with: Array(conversation.people.dropFirst()))
      let room = RoomName(direct: ack.id)
      var ago = conversation.ago
      for line in conversation.lines {
        guard let text = MessageText(line.text) else { throw MaintenanceError("the demo says the unsayable") }
        _ = try await chat.messages.post(scope(line.by, ago), in: room, text)
        ago = ago - .seconds(150)
      }
    }
  }
}

extension DemoPeople {
  fileprivate struct Conversation {
    /// The first one opens it.
    let people: [String]
    let ago: Duration
    let lines: [(by: String, text: String)]
  }

  fileprivate static let follows: [(String, [String])] = [
    ("miso", ["juno", "bram", "salma", "pixel", "otto", "wren", "noor"]),
    ("juno", ["miso", "bram", "otto", "wren"]),
    ("bram", ["juno", "salma", "wren"]),
    ("salma", ["miso", "bram", "noor"]),
    ("pixel", ["miso", "noor", "juno"]),
    ("otto", ["juno", "bram", "miso"]),
    ("wren", ["salma", "noor", "miso", "bram"]),
    ("noor", ["wren", "pixel", "salma"]),
  ]

  fileprivate static let topEights: [(String, [String])] = [
    ("miso", ["noor", "wren", "salma", "juno"]), ("wren", ["noor", "salma", "bram"]),
  ]

  fileprivate static let conversations: [Conversation] = [
    Conversation(
      people: ["salma", "miso"], ago: .hours(3),
      lines: [
        ("salma", "the frame for your plotter drawing is ready. it is *slightly* too big"),
        ("miso", "how slightly"),
        ("salma", "a cat fits in beside it"),
        ("miso", "then it is exactly right. I come by at six"),
      ]),
    Conversation(
      people: ["wren", "noor", "bram"], ago: .hours(5),
      lines: [
        ("wren", "surprise for Otto's birthday: we print his best messages as a page of the zine. just us three, please"),
        ("noor", "the Danube one on the cover"),
        ("bram", "I draw the duck tin. he must not see this conversation"),
      ]),
    Conversation(
      people: ["pixel", "miso"], ago: .minutes(50),
      lines: [("pixel", "psst. the magenta printer is free to a good home. **you** have a good home")]),
  ]
}
