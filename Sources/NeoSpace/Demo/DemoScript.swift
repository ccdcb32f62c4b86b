/// A small believable community, as data: who lives there, which rooms there are, and what was said.
enum DemoScript {
  struct Person {
    let username: String
    let name: String
  }

  struct Room {
    let name: String
    let topic: String
  }

  /// One line of conversation. `reply` and `reactions` point at the line `back` lines earlier in the same room.
  struct Line {
    let room: String
    let by: String
    let text: String
    var replyBack: Int?
    var reactions: [(emoji: String, by: [String])] = []
    var editedTo: String?
    var isDeleted = false
  }

  /// The password of every demo account; `neospace demo` says so.
  static let password = "concrete-demo"

  static let people = [
    Person(username: "miso", name: "Miso Tanaka"),
    Person(username: "juno", name: "Juno Okafor"),
    Person(username: "bram", name: "Bram de Wit"),
    Person(username: "salma", name: "Salma El-Sayed"),
    Person(username: "pixel", name: "Pixel"),
    Person(username: "otto", name: "Otto Lindqvist"),
    Person(username: "wren", name: "Wren Castellanos"),
    Person(username: "noor", name: "Noor Haddad"),
  ]

  static let rooms = [
    Room(name: "late-night", topic: "For those who should be asleep"),
    Room(name: "soldering", topic: "Burnt fingers, working radios"),
    Room(name: "zine", topic: "Issue 4: Concrete and cats"),
  ]

  static let lines: [Line] = [
    Line(
      room: "announcements", by: "miso",
      text:
        "## Welcome to our own place\nNo feed to please, nothing is recommended, nobody counts likes. Look around, break something, tell us.",
      reactions: [("🎉", ["juno", "bram", "salma", "wren"]), ("🐈", ["pixel", "noor"])]),
    Line(
      room: "announcements", by: "miso",
      text:
        "The garden day is **Saturday, 10:00**. Bring gloves.\n\n| who | brings |\n|---|---|\n| Otto | wheelbarrow |\n| Salma | tea |\n| you | ? |",
      reactions: [("🌱", ["otto", "salma"])]),

    Line(room: "general", by: "juno", text: "morning all. who turned the disco light in the workshop on at 6am"),
    Line(
      room: "general", by: "pixel", text: "it was on when I came in. I thought it was *policy*",
      reactions: [("😹", ["juno", "bram", "wren"])]),
    Line(room: "general", by: "bram", text: "policy now. I second it", reactions: [("🪩", ["pixel"])]),
    Line(room: "general", by: "salma", text: "@juno did the part arrive? the one for the letterpress"),
    Line(room: "general", by: "juno", text: "it did! wrong thread, of course. M6 instead of M5", replyBack: 1),
    Line(room: "general", by: "otto", text: "I have an M5 to M6 adapter somewhere. Drawer 14, or the tin with the duck on it"),
    Line(room: "general", by: "juno", text: "the duck tin has *cables* in it", replyBack: 1),
    Line(room: "general", by: "otto", text: "then drawer 14", editedTo: "then drawer 14. or 15"),
    Line(
      room: "general", by: "wren",
      text:
        "I wrote down what we said about opening hours so that we stop asking each other:\n\n- weekdays from 16:00\n- Saturday all day\n- Sunday if somebody has the key and the will to live",
      reactions: [("👏", ["salma", "miso"]), ("🗝️", ["noor"])]),
    Line(
      room: "general", by: "noor", text: "I have the key. working on the other thing", replyBack: 1,
      reactions: [("🫂", ["wren", "miso", "salma"])]),
    Line(room: "general", by: "pixel", text: "does anybody want a printer that only prints in magenta", isDeleted: true),
    Line(room: "general", by: "bram", text: "whatever that was, no"),
    Line(
      room: "general", by: "miso",
      text:
        "tiny thing I learnt today, from the manual of the old plotter:\n\n```python\ndef spiral(turns, gap=4):\n    # the pen never leaves the paper\n    for step in range(turns * 36):\n        angle = step * 10\n        yield gap * step / 36, angle\n```\n\nthe paper fits, the cat does not let it finish",
      reactions: [("🐈", ["pixel", "juno", "salma", "noor"]), ("🌀", ["bram"])]),
    Line(room: "general", by: "salma", text: "frame whatever it drew until the cat sat down", replyBack: 1),
    Line(room: "general", by: "wren", text: "title: *Untitled (Cat, Interrupting)*", reactions: [("🖼️", ["miso", "salma"])]),

    Line(
      room: "random", by: "noor", text: "sentence of the day, overheard on the tram: \"he's not a morning person, he's a furniture person\""
    ),
    Line(room: "random", by: "bram", text: "I feel seen", reactions: [("🛋️", ["noor", "wren"])]),
    Line(room: "random", by: "otto", text: "what is everybody listening to while fixing things? I am out of podcasts where two men agree"),
    Line(room: "random", by: "juno", text: "the hum of the freezer. it is in D", replyBack: 1, reactions: [("🎵", ["otto"])]),
    Line(room: "random", by: "wren", text: "field recordings of harbours. <https://example.org/harbours>"),

    Line(room: "late-night", by: "pixel", text: "anyone up"),
    Line(room: "late-night", by: "noor", text: "define up"),
    Line(room: "late-night", by: "pixel", text: "vertical, or at least diagonal", replyBack: 1, reactions: [("📐", ["noor"])]),
    Line(room: "late-night", by: "noor", text: "~~diagonal~~ horizontal with ambitions"),

    Line(
      room: "soldering", by: "otto", text: "the long wave receiver works. first station: a man reading out the water levels of the Danube"),
    Line(room: "soldering", by: "bram", text: "that is the best first station possible", reactions: [("🌊", ["otto", "juno"])]),
    Line(
      room: "soldering", by: "otto", text: "`470 pF`, not `470 nF`. for the record. for my pride",
      editedTo: "`470 pF`, not `470 nF`. for the record"),

    Line(room: "zine", by: "wren", text: "issue 4 so far: 11 pages, 3 of them cats. deadline is the 28th, @salma @bram your texts please"),
    Line(room: "zine", by: "salma", text: "mine is done, it is about lift music and fear"),
    Line(
      room: "zine", by: "bram", text: "mine is a drawing of a lift. we did not talk about this", replyBack: 1,
      reactions: [("🛗", ["salma", "wren", "miso"])]),
  ]
}
