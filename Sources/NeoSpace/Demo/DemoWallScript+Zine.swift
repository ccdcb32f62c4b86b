extension DemoWallScript {
  static let salma = DemoWallScript(
    owner: "salma",
    profile: #"""
      {"bio": "Letterpress, lift music, tea. Ask me about the **letter k**.", "status_message": "the tulips are early", "status_emoji": "🌷",
       "now_kind": "listening", "now_activity": "to the lift", "accent": "#F27FA6", "visibility": "public"}
      """#,
    pictures: #"{"avatar": "@salma", "banner": "@garden"}"#,
    modules: [
      ###"{"kind": "text", "style": {"paint": "pink", "wide": true}, "content": {"text": "# The garden is open\n\nSaturdays from ten. The greenhouse is warm, the table is set, the orange cat is *not* for sale."}}"###,
      ###"{"kind": "image", "content": {"media_id": "@line", "alt": "Map of tram line 9 from Harbour to End; the stop Tea is marked in yellow"}}"###,
      ###"{"kind": "text", "style": {"paint": "yellow"}, "content": {"text": "## What grows\n\n| bed | now | soon |\n|---|---|---|\n| 1 | tulips | peas |\n| 2 | tulips | tulips |\n| 3 | one shoe | ? |"}}"###,
      ###"{"kind": "gallery", "style": {"paint": "sky"}, "content": {"items": [{"media_id": "@plants", "alt": "Three pot plants on a shelf"}, {"media_id": "@tea", "alt": "A white teapot before a setting sun"}]}}"###,
      ###"{"kind": "text", "style": {"paint": "acid"}, "content": {"text": "> it is about lift music and fear\n\nmy text for issue 4, in full"}}"###,
      ###"{"kind": "link", "content": {"url": "https://example.org/letterpress", "title": "Come and print something", "look": "button"}}"###,
    ],
    stickers: [
      Placed(by: "miso", json: #"{"kind": "art", "art": "tofu", "x": 16, "y": 52, "rotation": -8, "scale": 1.4}"#),
      Placed(by: "wren", json: #"{"kind": "text", "text": "k k k k", "x": 40, "y": 30, "rotation": -4, "scale": 1.2}"#),
      Placed(by: "pixel", json: #"{"kind": "image", "media_id": "@roof", "x": 62, "y": 58, "rotation": 6, "scale": 1.3}"#),
      Placed(by: "noor", json: #"{"kind": "art", "art": "delta", "x": 85, "y": 44, "rotation": 10, "scale": 1.3}"#),
    ],
    entries: [
      Signed(by: "juno", text: "The peas say thank you for the *frost warning*."),
      Signed(by: "miso", text: "I will bring the kettle, you bring the fear."),
      Signed(by: "otto", text: "The shoe in bed 3 is mine."),
    ])

  static let wren = DemoWallScript(
    owner: "wren",
    profile: #"""
      {"bio": "Editor of a zine about concrete and cats. Writes things down so that we stop asking.", "status_message": "deadline on the 28th",
       "status_emoji": "✒️", "now_kind": "reading", "now_activity": "your texts, at last", "theme": "zen", "accent": "#C4A1FF", "visibility": "public"}
      """#,
    pictures: #"{"avatar": "@wren", "banner": "@concrete"}"#,
    modules: [
      ###"{"kind": "text", "style": {"wide": true}, "content": {"text": "# Issue 4: Concrete and cats\n\nEleven pages so far, three of them cats. If you have ever looked at a car park and felt *something*, write to me."}}"###,
      ###"{"kind": "image", "content": {"media_id": "@cover", "alt": "Cover of issue 4, Concrete and Cats: a cat between two towers, a red sun above"}}"###,
      ###"{"kind": "text", "style": {"paint": "yellow"}, "content": {"text": "## Rules of the house\n\n- weekdays from 16:00\n- Saturday all day\n- Sunday if somebody has the key and the will to live"}}"###,
      ###"{"kind": "link", "style": {"paint": "pink"}, "content": {"url": "https://example.org/harbours", "title": "Field recordings of harbours", "look": "row"}}"###,
      ###"{"kind": "text", "style": {"paint": "sky"}, "content": {"text": "> He is not a morning person, he is a furniture person.\n\n*overheard on the tram, by Noor*"}}"###,
      ###"{"kind": "link", "content": {"url": "https://example.org/zine/3", "title": "Read issue 3", "look": "button"}}"###,
    ],
    stickers: [
      Placed(by: "miso", json: #"{"kind": "art", "art": "patch", "x": 18, "y": 52, "rotation": 8, "scale": 1.3}"#),
      Placed(by: "noor", json: #"{"kind": "art", "art": "ash", "x": 80, "y": 56, "rotation": -9, "scale": 1.4}"#),
      Placed(by: "salma", json: #"{"kind": "text", "text": "Untitled (Cat, Interrupting)", "x": 48, "y": 34, "rotation": -3}"#),
      Placed(by: "miso", json: #"{"kind": "image", "media_id": "@spiral", "x": 64, "y": 66, "rotation": -6, "scale": 1.2}"#),
    ],
    entries: [
      Signed(by: "bram", text: "My drawing of a lift is on your desk. We did not talk about this."),
      Signed(by: "miso", text: "Page 7 made me miss my stop. Best reason yet."),
    ])

  static let pixel = DemoWallScript(
    owner: "pixel",
    profile: #"""
      {"bio": "vertical, or at least diagonal", "status_message": "do you want a magenta printer", "status_emoji": "🐈",
       "now_kind": "playing", "now_activity": "with the wrong cable", "theme": "retro", "accent": "#FF6B6B"}
      """#,
    pictures: #"{"avatar": "@pixel", "banner": "@sunset"}"#,
    modules: [
      ###"{"kind": "html", "style": {"wide": true}, "content": {"title": "A night sky over the car park", "height": 220, "html": "<style>body{margin:0;height:220px;background:linear-gradient(#14063a,#46157a 60%,#ff7a59);overflow:hidden}u{position:absolute;width:3px;height:3px;background:#fff;box-shadow:40px 20px #fff,110px 60px #ffd,190px 12px #fff,260px 84px #fff,330px 30px #ffd,420px 66px #fff,500px 18px #fff,590px 50px #ffd,680px 26px #fff,760px 72px #fff;animation:b 3s steps(2) infinite}s{position:absolute;left:0;right:0;bottom:0;height:46px;background:repeating-linear-gradient(90deg,#1a1030 0 58px,#2a1a48 58px 64px)}em{position:absolute;right:60px;top:34px;width:54px;height:54px;border-radius:50%;background:#fff3c4}@keyframes b{50%{opacity:.5}}@media(prefers-reduced-motion:reduce){u{animation:none}}</style><u></u><em></em><s></s>"}}"###,
      ###"{"kind": "text", "style": {"paint": "pink"}, "content": {"text": "# ~ welcome to my page ~\n\nbest viewed at night, with the sound of a fridge"}}"###,
      ###"{"kind": "text", "style": {"paint": "sky"}, "content": {"text": "## cats I have met\n\n1. the one on the plotter\n2. the one in the duck tin (not a duck)\n3. **you**, if you are a cat"}}"###,
      ###"{"kind": "image", "content": {"media_id": "@roof", "alt": "A cat on a roof before a large moon"}}"###,
      ###"{"kind": "text", "style": {"paint": "acid"}, "content": {"text": "`awake: yes`\n\n`reason: unknown`"}}"###,
    ],
    stickers: [
      Placed(by: "noor", json: #"{"kind": "art", "art": "neon", "x": 20, "y": 44, "rotation": -12, "scale": 1.4}"#),
      Placed(by: "juno", json: #"{"kind": "art", "art": "melt", "x": 44, "y": 60, "rotation": 10, "scale": 1.3}"#),
      Placed(by: "bram", json: #"{"kind": "text", "text": "whatever that was, no", "x": 70, "y": 30, "rotation": 5}"#),
      Placed(by: "wren", json: #"{"kind": "art", "art": "static", "x": 82, "y": 66, "rotation": 7, "scale": 1.2}"#),
    ],
    entries: [
      Signed(by: "noor", text: "~~diagonal~~ horizontal with ambitions"),
      Signed(by: "juno", text: "Please take your cable back. It *hums*."),
    ])
}
