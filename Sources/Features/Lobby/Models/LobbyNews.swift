import Core
import JSON
import Relations

/// What the signals `people` and `moved` carry.
enum LobbyNews {
  /// `{name, people, more}`: everybody.
  static func people(_ list: LobbyList) -> [UInt8] {
    var json = JSONWriter(capacity: 64 + list.order.count * 200)
    json.object { json in
      json.field("name", "people")
      json.people("people", list.order.compactMap { list.people[$0] })
      json.field("more", list.hasMore)
    }
    return json.bytes
  }

  /// `{name, joined, moved, left}`; nil if the two are the same.
  static func moved(from old: LobbyList, to new: LobbyList) -> [UInt8]? {
    guard old !== new, old.people != new.people else { return nil }
    var json = JSONWriter(capacity: 256)
    json.object { json in
      json.field("name", "moved")
      json.people("joined", new.order.filter { old.people[$0] == nil }.compactMap { new.people[$0] })
      json.people("moved", new.order.filter { old.people[$0] != nil && old.people[$0] != new.people[$0] }.compactMap { new.people[$0] })
      json.key("left")
      json.array { json in for id in old.order where new.people[id] == nil { json.int(id.rawValue) } }
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
