import Core

/// What nodes tell each other of who is in which room.
enum PresenceWord: Equatable, Sendable {
  case changed(RoomID, joined: [Present], left: [UserID])
  /// Everybody in the room on the node that says so.
  case here(RoomID, [Present])
  /// `here` has been said of this many rooms since the last time. All others are empty.
  case allSaid(rooms: Int)
  /// Please all say who is with you.
  case asked

  func write(to writer: inout ByteWriter) {
    switch self {
    case .changed(let room, let joined, let left):
      writer.put(byte: 1)
      writer.put(room.rawValue)
      Self.write(joined, to: &writer)
      writer.put(Int64(left.count))
      for user in left { writer.put(user.rawValue) }
    case .here(let room, let people):
      writer.put(byte: 2)
      writer.put(room.rawValue)
      Self.write(people, to: &writer)
    case .allSaid(let rooms):
      writer.put(byte: 3)
      writer.put(Int64(rooms))
    case .asked: writer.put(byte: 4)
    }
  }

  init?(_ reader: inout ByteReader) {
    switch reader.byte() {
    case 1:
      guard let room = reader.id(of: RoomEntity.self), let joined = Self.people(&reader), let count = reader.integer(), count >= 0
      else { return nil }
      var left: [UserID] = []
      while left.count < count {
        guard let user = reader.id(of: UserEntity.self) else { return nil }
        left.append(user)
      }
      self = .changed(room, joined: joined, left: left)
    case 2:
      guard let room = reader.id(of: RoomEntity.self), let people = Self.people(&reader) else { return nil }
      self = .here(room, people)
    case 3:
      guard let rooms = reader.integer(in: 0...Int64(Int32.max)) else { return nil }
      self = .allSaid(rooms: Int(rooms))
    case 4: self = .asked
    default: return nil
    }
  }

  private static func write(_ people: [Present], to writer: inout ByteWriter) {
    writer.put(Int64(people.count))
    for person in people {
      writer.put(person.user.rawValue)
      writer.put(person.json)
    }
  }

  private static func people(_ reader: inout ByteReader) -> [Present]? {
    guard let count = reader.integer(), count >= 0 else { return nil }
    var people: [Present] = []
    while people.count < count {
      guard let user = reader.id(of: UserEntity.self), let json = reader.bytes() else { return nil }
      people.append(Present(user: user, json: json))
    }
    return people
  }
}
