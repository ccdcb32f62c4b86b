extension DemoWallScript {
  static let bram = DemoWallScript(
    owner: "bram",
    profile: #"""
      {"bio": "Not a morning person. A *furniture* person.", "status_message": "sitting", "status_emoji": "🛋️", "accent": "#E08A3C"}
      """#,
    pictures: #"{"avatar": "@bram"}"#,
    modules: [
      ###"{"kind": "text", "style": {"paint": "orange"}, "content": {"text": "## Chairs I have mended\n\n1. the one that leans\n2. the one that does not lean any more\n3. a lift (long story)"}}"###,
      ###"{"kind": "text", "content": {"text": "`policy: disco light ON at 6:00`"}}"###,
    ],
    stickers: [
      Placed(by: "noor", json: #"{"kind": "text", "text": "furniture person", "x": 50, "y": 46, "rotation": -5, "scale": 1.3}"#),
      Placed(by: "juno", json: #"{"kind": "art", "art": "cyber", "x": 20, "y": 56, "rotation": 8, "scale": 1.3}"#),
      Placed(by: "miso", json: #"{"kind": "image", "media_id": "@tea", "x": 80, "y": 50, "rotation": -6, "scale": 1.1}"#),
    ],
    entries: [Signed(by: "noor", text: "I was on that tram. It was about you.")])

  static let noor = DemoWallScript(
    owner: "noor",
    profile: #"""
      {"bio": "I have the key.", "status_message": "horizontal with ambitions", "status_emoji": "🗝️", "now_kind": "working",
       "now_activity": "on the other thing", "theme": "dark", "accent": "#FFD94A"}
      """#,
    pictures: #"{"avatar": "@noor"}"#,
    modules: [
      ###"{"kind": "text", "style": {"paint": "sky"}, "content": {"text": "## Overheard on the tram\n\n> he's not a morning person, he's a furniture person\n\n> my plant knows\n\n> it was never about the soup"}}"###
    ],
    stickers: [
      Placed(by: "wren", json: #"{"kind": "art", "art": "null", "x": 40, "y": 50, "rotation": 7, "scale": 1.4}"#),
      Placed(by: "pixel", json: #"{"kind": "art", "art": "grim", "x": 17, "y": 60, "rotation": -9, "scale": 1.2}"#),
      Placed(by: "wren", json: #"{"kind": "text", "text": "who has the key?", "x": 64, "y": 28, "rotation": 4, "scale": 1.1}"#),
      Placed(by: "salma", json: #"{"kind": "image", "media_id": "@line", "x": 80, "y": 66, "rotation": -5, "scale": 1.2}"#),
    ],
    entries: [Signed(by: "wren", text: "Sunday? I have the will to live, you have the key.")])
}
