import Core
import JSON
import Relations

struct LobbyRoom: Hashable, Sendable {
  let id: RoomID
  let name: String
}

/// Somebody in the lobby: `{user, x, y, room}`.
struct LobbyPerson: Hashable, Sendable {
  let user: Person
  /// The public room that they entered last and still view.
  let room: LobbyRoom?

  var seat: LobbySeat { LobbySeat(of: user.id, in: room?.id) }

  func write(to json: inout JSONWriter) {
    let seat = seat
    json.object { json in
      json.key("user")
      user.write(to: &json)
      for (name, value) in [("x", seat.x), ("y", seat.y)] {
        json.key(name)
        json.raw(Array(LobbySeat.decimal(value).utf8))
      }
      json.field("room", room?.name)
    }
  }
}
