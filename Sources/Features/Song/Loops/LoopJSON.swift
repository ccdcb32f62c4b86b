import JSON

extension Loop {
  /// All of it, also what was left out when it was sent. The same loop gives the same bytes.
  var json: [UInt8] {
    var json = JSONWriter(capacity: 4_096)
    json.object { json in
      json.field("format", 1)
      json.field("bpm", bpm)
      json.key("swing")
      json.shortest(swing)
      json.key("pages")
      json.array { json in for page in pages { page.write(to: &json) } }
      json.key("chain")
      json.array { json in for index in chain { json.int(index) } }
      json.key("tracks")
      json.array { json in for track in tracks { track.write(to: &json) } }
      json.key("fx")
      json.object { json in writeEffects(to: &json) }
    }
    return json.bytes
  }

  private func writeEffects(to json: inout JSONWriter) {
    json.key("delay")
    json.object { json in
      json.field("time", delay.time)
      json.key("feedback")
      json.shortest(delay.feedback)
      json.key("wet")
      json.shortest(delay.wet)
    }
    json.key("reverb")
    json.object { json in
      json.key("decay")
      json.shortest(reverb.decay)
      json.key("wet")
      json.shortest(reverb.wet)
    }
  }
}

extension LoopPage {
  fileprivate func write(to json: inout JSONWriter) {
    json.array { json in
      for track in tracks {
        json.array { json in
          for step in track {
            guard let step else {
              json.int(0)
              continue
            }
            json.object { json in
              json.field("v", step.accent)
              if let note = step.note { json.field("note", note.description) }
            }
          }
        }
      }
    }
  }
}

extension LoopTrack {
  fileprivate func write(to json: inout JSONWriter) {
    json.object { json in
      json.key("volume")
      json.shortest(volume)
      json.key("pan")
      json.shortest(pan)
      json.field("mute", isMuted)
      json.field("solo", isSolo)
    }
  }
}

extension JSONWriter {
  /// A whole number without a fraction.
  fileprivate mutating func shortest(_ value: Double) {
    if let whole = Int(exactly: value) { int(whole) } else { double(value) }
  }
}
