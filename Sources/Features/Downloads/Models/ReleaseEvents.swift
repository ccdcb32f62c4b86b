import Core

extension ReleaseStanding {
  /// Told to the member's own sockets.
  func changed(of member: UserID) -> Event { Event(changed: object, in: .me(member)) }
}
