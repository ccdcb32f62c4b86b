import AccountsTesting
import Core
import Testing

@testable import Accounts

/// Checks that what a change tells the nodes is all they need to know: another node that had everything in its cache, and heard the
/// events and nothing else, then judges every token as a node that reads the database afresh does; and the sockets the events close
/// are those whose sessions ended, no more and no fewer.
///
/// Returns the events, for what the test has to say about them.
@discardableResult
func verifyAction(
  in house: TestAccounts, watching members: [TestMember], sourceLocation: SourceLocation = #_sourceLocation,
  _ action: (Outbox) async throws -> Void
) async throws -> [NodeEvent] {
  let listening = house.anotherNode(.init(reread: .hours(24), delays: .init { _ in }))
  for member in members { _ = await house.worth(member.token, in: listening) }
  let before = await openSessions(in: house, of: members)

  let outbox = Outbox()
  try await action(outbox)
  let sent = outbox.take()
  let events = sent.compactMap(\.nodeEvent)
  #expect(events.count == sent.count, "accounts tell clients nothing", sourceLocation: sourceLocation)

  events.forEach(listening.hear)
  let reading = house.anotherNode()
  for member in members {
    let (heard, read, here) = (
      await house.worth(member.token, in: listening), await house.worth(member.token, in: reading), await house.worth(member.token)
    )
    #expect(heard == read, "\(member.username)'s session on a node that heard the events", sourceLocation: sourceLocation)
    #expect(here == read, "\(member.username)'s session on the node of the change", sourceLocation: sourceLocation)
  }

  var folded = before
  for event in events { folded.apply(event, to: members) }
  #expect(await folded == openSessions(in: house, of: members), sourceLocation: sourceLocation)
  return events
}

/// The sessions through which a socket could be open.
private func openSessions(in house: TestAccounts, of members: [TestMember]) async -> Set<SessionID> {
  var open: Set<SessionID> = []
  for member in members {
    if case .success(let authenticated) = await house.worth(member.token, in: house.anotherNode()), !authenticated.isBanned {
      open.insert(member.session)
    }
  }
  return open
}

extension Set<SessionID> {
  fileprivate mutating func apply(_ event: NodeEvent, to members: [TestMember]) {
    switch event {
    case .sessionRevoked(let session, _): remove(session)
    case .sessionsRevoked(let user, let kept, _): members.filter { $0.id == user && $0.session != kept }.forEach { remove($0.session) }
    case .banned(let user): members.filter { $0.id == user }.forEach { remove($0.session) }
    case .memberChanged, .membershipEnded, .presenceEnded, .roomsChanged, .conversationChanged, .roomRemoved, .placeChanged, .placeReset,
      .viewsReset, .siteChanged:
      break
    }
  }
}

extension TestAccounts {
  /// Another session of somebody who has signed up.
  func again(_ member: TestMember) async throws -> TestMember {
    let signedIn = try await signIn(member.username)
    return TestMember(
      id: member.id, username: member.username, email: member.email, session: signedIn.session.id, token: signedIn.token)
  }
}
