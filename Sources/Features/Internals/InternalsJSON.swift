import Chat
import Core
import JSON

extension InternalsReport {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.key("node")
      json.object { json in
        json.field("id", node)
        json.field("version", version)
        json.field("started_at", startedAt.iso8601)
      }
      json.field("mode", mode.rawValue)
      json.field("server_time", now.iso8601)
      json.key("sockets")
      json.array { json in
        for socket in sockets {
          json.object { json in
            json.field("id", socket.id)
            socket.writeCounts(to: &json)
            json.key("rooms")
            json.array { json in for room in socket.rooms { json.string(room) } }
          }
        }
      }
      json.key("rooms")
      json.array { json in
        for room in rooms {
          json.object { json in
            json.field("room", room.room)
            json.field("epoch", room.epoch)
            json.field("seq", room.seq)
          }
        }
      }
    }
  }

  var json: [UInt8] {
    var json = JSONWriter(capacity: 1_024)
    write(to: &json)
    return json.bytes
  }
}

extension Inspection {
  var json: [UInt8] {
    var json = JSONWriter(capacity: 1_024)
    json.object { json in
      json.key("connection")
      json.object { json in
        json.field("id", socket.id)
        json.field("node", socket.node)
        socket.writeCounts(to: &json)
        json.key("rooms")
        json.array { json in
          for room in rooms {
            json.object { json in
              json.field("room", room.viewed.name)
              json.field("epoch", room.epoch)
              json.field("delivered_seq", room.viewed.delivered)
              json.field("server_seq", room.seq)
            }
          }
        }
      }
    }
    return json.bytes
  }
}

extension SocketFacts {
  fileprivate func writeCounts(to json: inout JSONWriter) {
    json.field("since", since.iso8601)
    json.field("received", received)
    json.field("sent", sent)
    json.field("waiting_bytes", waitingBytes)
  }
}
