import Core
import JSON

extension Rehearsal {
  /// The members of `data`.
  func write(to json: inout JSONWriter) {
    json.key("rows")
    json.array { json in
      for (row, opinion) in rows {
        json.object { json in
          json.field("cat", row.cat.name)
          row.writeFields(to: &json)
          json.field("o", opinion)
        }
      }
    }
    json.key("lines")
    json.array { json in
      for line in lines {
        json.object { json in
          json.field("event", line.event)
          json.field("cat", line.cat.name)
          json.field("pool", line.said.pool)
          json.field("choice", line.said.choice)
          json.field("of", line.said.count)
          json.field("line", line.said.text)
        }
      }
    }
    json.key("gossip")
    json.array { json in
      for rumour in rumours {
        json.object { json in
          json.field("event", rumour.event)
          json.field("from", rumour.from.name)
          json.field("to", rumour.to.name)
          json.field("member", rumour.member)
          json.field("o", rumour.opinion)
        }
      }
    }
    writeEnd(to: &json)
  }

  private func writeEnd(to json: inout JSONWriter) {
    json.key("cats")
    json.array { json in
      for end in ends {
        json.object { json in
          json.field("name", end.cat.name)
          json.levels("state", end.state)
          json.field("clock", end.clock)
          json.levels("pad", end.pad)
          json.field("label", end.label.name)
          json.field("octant", Octant(end.pad).rawValue)
          json.key("why")
          json.array { json in
            for reason in end.why {
              json.object { json in
                json.field("n", reason.row.number)
                json.levels("left", reason.left)
              }
            }
          }
        }
      }
    }
    json.key("affinities")
    json.array { json in
      for (cat, member, affinity) in affinities {
        json.object { json in
          json.field("cat", cat.name)
          json.field("member", member)
          json.field("affinity", affinity.value)
          json.field("status", affinity.status.rawValue)
        }
      }
    }
  }
}

extension PersonalCats {
  /// `cats.json` of an export.
  var json: [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.key("settings")
      json.object { json in settings.write(to: &json) }
      json.key("cats")
      json.array { json in
        for (cat, acquaintance) in you {
          json.object { json in
            json.field("name", cat.name)
            json.key("you")
            acquaintance.write(to: &json)
          }
        }
      }
      json.key("deeds")
      json.array { json in
        for row in rows {
          json.object { json in
            json.field("cat", row.cat.name)
            row.writeFields(to: &json)
          }
        }
      }
    }
    return json.bytes
  }
}
