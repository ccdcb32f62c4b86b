/// The demo's walls, as data: what their owners would send to the API, and what their friends left there.
struct DemoWallScript {
  struct Placed {
    let by: String
    /// As `POST /api/walls/{username}/stickers` takes it.
    let json: String
  }

  struct Signed {
    let by: String
    let text: String
  }

  let owner: String
  /// As `PATCH /api/profile` takes it.
  let profile: String
  /// As `POST /api/modules` takes them, from top to bottom.
  let modules: [String]
  let stickers: [Placed]
  let entries: [Signed]

  static let all = [miso, juno, wren, pixel, otto]

  private static let miso = DemoWallScript(
    owner: "miso",
    profile: #"""
      {"bio": "Keeps the lights on, the kettle warm and the *plotter* away from the cat.", "status_message": "in the workshop until late",
       "status_emoji": "🫖", "now_kind": "working", "now_activity": "a spiral, again", "accent": "#A3E635", "visibility": "public"}
      """#,
    modules: [
      ###"{"kind": "text", "style": {"paint": "none", "wide": true}, "content": {"text": "```python\ndef spiral(turns, gap=4):\n    # the pen never leaves the paper\n    for step in range(turns * 36):\n        yield gap * step / 36, step * 10\n```\nThe paper fits. The cat does not let it finish."}}"###,
      ###"{"kind": "text", "style": {"paint": "yellow"}, "content": {"text": "# Come in\n\nThe door sticks, push harder. There is tea, there is always tea. If the light is on, knock; if the disco light is on, *don't* knock, dance.\n\n- workshop: down the stairs\n- zine: top shelf\n- cat: wherever you wanted to sit"}}"###,
      ###"{"kind": "html", "style": {"paint": "none"}, "content": {"title": "A spiral that the pen never finishes", "height": 260, "html": "<style>body{margin:0;display:grid;place-items:center;height:260px;background:#fffaf0}i{position:absolute;border:3px solid #000;border-radius:50%;border-top-color:#ff6b6b;animation:t 12s linear infinite}i:nth-child(1){width:40px;height:40px}i:nth-child(2){width:80px;height:80px;animation-duration:17s}i:nth-child(3){width:120px;height:120px;animation-duration:23s}i:nth-child(4){width:160px;height:160px;animation-duration:31s}i:nth-child(5){width:200px;height:200px;animation-duration:41s}@keyframes t{to{transform:rotate(1turn)}}@media(prefers-reduced-motion:reduce){i{animation:none}}</style><i></i><i></i><i></i><i></i><i></i>"}}"###,
      ###"{"kind": "link", "style": {"paint": "sky"}, "content": {"url": "https://example.org/plotter/manual", "title": "The manual of the old plotter, page 41 is the good one", "look": "row"}}"###,
      ###"{"kind": "text", "style": {"paint": "acid"}, "content": {"text": "## Things I can teach you\n\n| what | how long | bring |\n|---|---|---|\n| letterpress | a Saturday | old clothes |\n| bread | two days | patience |\n| the kettle | never | respect |"}}"###,
    ],
    stickers: [
      Placed(by: "pixel", json: #"{"kind": "art", "art": "beans", "x": 14, "y": 58, "rotation": -14, "scale": 1.3}"#),
      Placed(by: "salma", json: #"{"kind": "text", "text": "tea o'clock", "x": 33, "y": 26, "rotation": -7, "scale": 1.1}"#),
      Placed(by: "juno", json: #"{"kind": "art", "art": "glitch", "x": 52, "y": 62, "rotation": 9, "scale": 1.5}"#),
      Placed(by: "otto", json: #"{"kind": "text", "text": "drawer 14", "x": 70, "y": 78, "rotation": 4, "scale": 0.9}"#),
      Placed(by: "noor", json: #"{"kind": "text", "text": "(=^･ω･^=)", "x": 83, "y": 32, "rotation": 12, "scale": 1.2}"#),
      Placed(by: "wren", json: #"{"kind": "art", "art": "miso", "x": 68, "y": 40, "rotation": -5, "scale": 1.2}"#),
    ],
    entries: [
      Signed(by: "otto", text: "Came for the adapter, stayed for the tea. It was in drawer 15."),
      Signed(by: "salma", text: "Your spiral is **framed** and above my desk. The paw print makes it."),
      Signed(by: "noor", text: "I have the key. I also have opinions about the disco light."),
      Signed(by: "pixel", text: "policy 🪩"),
    ])

  private static let juno = DemoWallScript(
    owner: "juno",
    profile: #"""
      {"bio": "Reads datasheets for pleasure. `M6`, not M5.", "status_message": "listening to the freezer (it is in D)",
       "now_kind": "listening", "now_activity": "50 Hz and its friends", "theme": "hacker", "accent": "#39FF6A"}
      """#,
    modules: [
      ###"{"kind": "text", "style": {"paint": "acid", "wide": true}, "content": {"text": "```\n$ uptime\n 06:02  up 3 days,  1 user,  load average: coffee, coffee, tea\n$ whoami\nstill deciding\n```"}}"###,
      ###"{"kind": "text", "content": {"text": "## Currently on the bench\n\n1. letterpress, waiting for one screw\n2. a radio that only gets the past\n3. the *duck tin* (do not open)"}}"###,
      ###"{"kind": "link", "style": {"paint": "sky"}, "content": {"url": "https://example.org/datasheets/555", "title": "The 555, annotated by hand", "look": "row"}}"###,
      ###"{"kind": "html", "content": {"title": "An oscilloscope that shows the freezer", "height": 180, "html": "<style>body{margin:0;height:180px;background:repeating-linear-gradient(#020402 0 19px,#0f4a1e 19px 20px),#020402;overflow:hidden}b{position:absolute;left:-200px;right:0;top:40px;height:100px;background:radial-gradient(circle at 50px 100px,transparent 46px,#39ff6a 47px 50px,transparent 51px) 0 -50px/200px 100px,radial-gradient(circle at 150px 0,transparent 46px,#39ff6a 47px 50px,transparent 51px) 0 50px/200px 100px;animation:s 4s linear infinite}@keyframes s{to{transform:translateX(200px)}}@media(prefers-reduced-motion:reduce){b{animation:none}}</style><b></b>"}}"###,
    ],
    stickers: [
      Placed(by: "bram", json: #"{"kind": "art", "art": "hex", "x": 22, "y": 46, "rotation": 6, "scale": 1.4}"#),
      Placed(by: "pixel", json: #"{"kind": "art", "art": "cyber", "x": 47, "y": 58, "rotation": -10, "scale": 1.2}"#),
      Placed(by: "salma", json: #"{"kind": "text", "text": "did the part arrive?", "x": 74, "y": 34, "rotation": 5}"#),
      Placed(by: "otto", json: #"{"kind": "text", "text": "┬─┬ノ(ಠ_ಠノ)", "x": 78, "y": 70, "rotation": -4}"#),
    ],
    entries: [
      Signed(by: "salma", text: "The letterpress *sings* now. Thank you, thank you."),
      Signed(by: "bram", text: "I opened the duck tin. I understand now."),
    ])

  private static let wren = DemoWallScript(
    owner: "wren",
    profile: #"""
      {"bio": "Editor of a zine about concrete and cats. Writes things down so that we stop asking.", "status_message": "deadline on the 28th",
       "status_emoji": "✒️", "now_kind": "reading", "now_activity": "your texts, at last", "theme": "zen", "accent": "#C4A1FF", "visibility": "public"}
      """#,
    modules: [
      ###"{"kind": "text", "style": {"wide": true}, "content": {"text": "# Issue 4: Concrete and cats\n\nEleven pages so far, three of them cats. If you have ever looked at a car park and felt *something*, write to me."}}"###,
      ###"{"kind": "text", "style": {"paint": "yellow"}, "content": {"text": "## Rules of the house\n\n- weekdays from 16:00\n- Saturday all day\n- Sunday if somebody has the key and the will to live"}}"###,
      ###"{"kind": "link", "style": {"paint": "pink"}, "content": {"url": "https://example.org/harbours", "title": "Field recordings of harbours", "look": "row"}}"###,
      ###"{"kind": "text", "style": {"paint": "sky"}, "content": {"text": "> He is not a morning person, he is a furniture person.\n\n*overheard on the tram, by Noor*"}}"###,
      ###"{"kind": "link", "content": {"url": "https://example.org/zine/3", "title": "Read issue 3", "look": "button"}}"###,
    ],
    stickers: [
      Placed(by: "miso", json: #"{"kind": "art", "art": "patch", "x": 18, "y": 52, "rotation": 8, "scale": 1.3}"#),
      Placed(by: "noor", json: #"{"kind": "art", "art": "ash", "x": 80, "y": 56, "rotation": -9, "scale": 1.4}"#),
      Placed(by: "salma", json: #"{"kind": "text", "text": "Untitled (Cat, Interrupting)", "x": 48, "y": 34, "rotation": -3}"#),
    ],
    entries: [
      Signed(by: "bram", text: "My drawing of a lift is on your desk. We did not talk about this."),
      Signed(by: "miso", text: "Page 7 made me miss my stop. Best reason yet."),
    ])

  private static let pixel = DemoWallScript(
    owner: "pixel",
    profile: #"""
      {"bio": "vertical, or at least diagonal", "status_message": "do you want a magenta printer", "status_emoji": "🐈",
       "now_kind": "playing", "now_activity": "with the wrong cable", "theme": "retro", "accent": "#FF6B6B"}
      """#,
    modules: [
      ###"{"kind": "html", "style": {"wide": true}, "content": {"title": "A night sky over the car park", "height": 220, "html": "<style>body{margin:0;height:220px;background:linear-gradient(#14063a,#46157a 60%,#ff7a59);overflow:hidden}u{position:absolute;width:3px;height:3px;background:#fff;box-shadow:40px 20px #fff,110px 60px #ffd,190px 12px #fff,260px 84px #fff,330px 30px #ffd,420px 66px #fff,500px 18px #fff,590px 50px #ffd,680px 26px #fff,760px 72px #fff;animation:b 3s steps(2) infinite}s{position:absolute;left:0;right:0;bottom:0;height:46px;background:repeating-linear-gradient(90deg,#1a1030 0 58px,#2a1a48 58px 64px)}em{position:absolute;right:60px;top:34px;width:54px;height:54px;border-radius:50%;background:#fff3c4}@keyframes b{50%{opacity:.5}}@media(prefers-reduced-motion:reduce){u{animation:none}}</style><u></u><em></em><s></s>"}}"###,
      ###"{"kind": "text", "style": {"paint": "pink"}, "content": {"text": "# ~ welcome to my page ~\n\nbest viewed at night, with the sound of a fridge"}}"###,
      ###"{"kind": "text", "style": {"paint": "sky"}, "content": {"text": "## cats I have met\n\n1. the one on the plotter\n2. the one in the duck tin (not a duck)\n3. **you**, if you are a cat"}}"###,
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

  private static let otto = DemoWallScript(
    owner: "otto",
    profile: #"""
      {"bio": "Listens to the water levels of the Danube. Has an adapter for that.", "status_message": "`470 pF`, for the record",
       "status_emoji": "📻", "theme": "dark", "accent": "#FB923C"}
      """#,
    modules: [
      ###"{"kind": "text", "style": {"paint": "orange"}, "content": {"text": "# Stations received\n\n| kHz | who |\n|---|---|\n| 153 | a man, the Danube |\n| 198 | a choir, maybe |\n| 225 | the neighbour's drill |"}}"###,
      ###"{"kind": "text", "content": {"text": "## Drawers\n\n**14** adapters · **15** adapters that were in 14 · **16** hope"}}"###,
      ###"{"kind": "link", "style": {"paint": "yellow"}, "content": {"url": "https://example.org/longwave", "title": "How to build a long wave receiver from a shoe box", "look": "row"}}"###,
    ],
    stickers: [
      Placed(by: "miso", json: #"{"kind": "art", "art": "root", "x": 26, "y": 50, "rotation": -6, "scale": 1.3}"#),
      Placed(by: "juno", json: #"{"kind": "text", "text": "drawer 16?", "x": 58, "y": 36, "rotation": 6}"#),
    ],
    entries: [Signed(by: "bram", text: "Best first station possible. I told my mother.")])
}
