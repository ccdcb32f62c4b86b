import Core
import JSON

extension ReleaseStanding {
  /// Told to the member's own sockets.
  func changed(of member: UserID) -> Event { Event(changed: object, in: .me(member)) }
}

extension KeyPage {
  /// `keys_generated`, for the administrator who made them: the new keys and the totals with them.
  func made(by admin: UserID) -> Event {
    var json = JSONWriter(capacity: 256 + 160 * keys.count)
    write(to: &json)
    let data = json.bytes
    return Event(type: "keys_generated", audience: .user(admin), data: data)
  }
}
