import Core
import JSON
import Relations

/// What the signals `people` and `moved` carry.
enum LobbyNews {
  /// `{name, people, more}`: everybody.
  static func people(_ list: LobbyList) -> [UInt8] {
    let people = list.people
    var json = JSONWriter(capacity: 64 + people.count * 200)
    json.object { json in
      json.field("name", "people")
      json.people("people", people)
      json.field("more", list.hasMore)
    }
    return json.bytes
  }

  /// `{name, joined, moved, left}`; nil if the two are the same.
  static func moved(from old: LobbyRoster, to new: LobbyRoster) -> [UInt8]? {
    guard old !== new else { return nil }
    var (joined, moved): ([LobbyPerson], [LobbyPerson]) = ([], [])
    for person in new.people {
      let before = old[person.user.id]
      if before == nil { joined.append(person) } else if before != person { moved.append(person) }
    }
    let left = old.occupants.filter { !new.contains($0.id) }
    if joined.isEmpty, moved.isEmpty, left.isEmpty { return nil }
    var json = JSONWriter(capacity: 64 + (joined.count + moved.count) * 200 + left.count * 20)
    json.object { json in
      json.field("name", "moved")
      json.people("joined", joined)
      json.people("moved", moved)
      json.key("left")
      json.array { json in for occupant in left { json.int(occupant.id.rawValue) } }
    }
    return json.bytes
  }
}

extension JSONWriter {
  fileprivate mutating func people(_ name: String, _ people: [LobbyPerson]) {
    key(name)
    array { json in for person in people { person.write(to: &json) } }
  }
}
