import Core
import JSON

/// What happened, for the sockets of the one it concerns.
enum DownloadEvent {
  /// `release_changed`: where the member now stands, whole.
  static func changed(_ standing: ReleaseStanding, of member: UserID) -> Event {
    var json = JSONWriter(capacity: 256)
    standing.write(to: &json)
    return Event(type: "release_changed", audience: .user(member), data: json.bytes)
  }

  /// `keys_generated`: the new keys and the totals with them.
  static func made(_ page: KeyPage, by admin: UserID) -> Event {
    var json = JSONWriter(capacity: 256 + 160 * page.keys.count)
    page.write(to: &json)
    return Event(type: "keys_generated", audience: .user(admin), data: json.bytes)
  }
}
