extension DemoWallScript {
  static let miso = DemoWallScript(
    owner: "miso",
    profile: #"""
      {"bio": "Keeps the lights on, the kettle warm and the *plotter* away from the cat.", "status_message": "in the workshop until late",
       "status_emoji": "🫖", "now_kind": "working", "now_activity": "a spiral, again", "accent": "#A3E635", "visibility": "public"}
      """#,
    pictures: #"{"avatar": "@miso", "banner": "@workshop", "anthem": "@kettle", "anthem_title": "What the kettle sings"}"#,
    modules: [
      ###"{"kind": "text", "style": {"paint": "none", "wide": true}, "content": {"text": "```python\ndef spiral(turns, gap=4):\n    # the pen never leaves the paper\n    for step in range(turns * 36):\n        yield gap * step / 36, step * 10\n```\nThe paper fits. The cat does not let it finish."}}"###,
      ###"{"kind": "text", "style": {"paint": "yellow"}, "content": {"text": "# Come in\n\nThe door sticks, push harder. There is tea, there is always tea. If the light is on, knock; if the disco light is on, *don't* knock, dance.\n\n- workshop: down the stairs\n- zine: top shelf\n- cat: wherever you wanted to sit"}}"###,
      ###"{"kind": "image", "content": {"media_id": "@interrupted", "alt": "A black cat sits on a spiral that a plotter has nearly finished; paw prints lead to it"}}"###,
      ###"{"kind": "html", "style": {"paint": "none"}, "content": {"title": "A spiral that the pen never finishes", "height": 260, "html": "<style>body{margin:0;display:grid;place-items:center;height:260px;background:#fffaf0}i{position:absolute;border:3px solid #000;border-radius:50%;border-top-color:#ff6b6b;animation:t 12s linear infinite}i:nth-child(1){width:40px;height:40px}i:nth-child(2){width:80px;height:80px;animation-duration:17s}i:nth-child(3){width:120px;height:120px;animation-duration:23s}i:nth-child(4){width:160px;height:160px;animation-duration:31s}i:nth-child(5){width:200px;height:200px;animation-duration:41s}@keyframes t{to{transform:rotate(1turn)}}@media(prefers-reduced-motion:reduce){i{animation:none}}</style><i></i><i></i><i></i><i></i><i></i>"}}"###,
      ###"{"kind": "gallery", "style": {"paint": "pink"}, "content": {"items": [{"media_id": "@tea", "alt": "Poster: a white teapot before a setting sun, Tea at 4"}, {"media_id": "@spiral", "alt": "Poster: a spiral in black on lime, 9 turns"}, {"media_id": "@management", "alt": "Poster: the face of an orange cat, Management"}, {"media_id": "@plants", "alt": "Poster: three pot plants on a shelf"}]}}"###,
      ###"{"kind": "link", "style": {"paint": "sky"}, "content": {"url": "https://example.org/plotter/manual", "title": "The manual of the old plotter, page 41 is the good one", "look": "row"}}"###,
      ###"{"kind": "image", "style": {"paint": "none"}, "content": {"media_id": "@map", "alt": "Map: from the stop of tram 9 east, then south over the river to the workshop; the garden is in the north, the cat in the west"}}"###,
      ###"{"kind": "text", "style": {"paint": "acid"}, "content": {"text": "## Things I can teach you\n\n| what | how long | bring |\n|---|---|---|\n| letterpress | a Saturday | old clothes |\n| bread | two days | patience |\n| the kettle | never | respect |"}}"###,
    ],
    stickers: [
      Placed(by: "pixel", json: #"{"kind": "art", "art": "beans", "x": 14, "y": 58, "rotation": -14, "scale": 1.3}"#),
      Placed(by: "salma", json: #"{"kind": "text", "text": "tea o'clock", "x": 33, "y": 26, "rotation": -7, "scale": 1.1}"#),
      Placed(by: "juno", json: #"{"kind": "art", "art": "glitch", "x": 52, "y": 62, "rotation": 9, "scale": 1.5}"#),
      Placed(by: "otto", json: #"{"kind": "text", "text": "drawer 14", "x": 70, "y": 78, "rotation": 4, "scale": 0.9}"#),
      Placed(by: "noor", json: #"{"kind": "text", "text": "(=^･ω･^=)", "x": 83, "y": 32, "rotation": 12, "scale": 1.2}"#),
      Placed(by: "wren", json: #"{"kind": "art", "art": "miso", "x": 68, "y": 40, "rotation": -5, "scale": 1.2}"#),
      Placed(by: "salma", json: #"{"kind": "image", "media_id": "@line", "x": 90, "y": 72, "rotation": 5, "scale": 1.1}"#),
    ],
    entries: [
      Signed(by: "otto", text: "Came for the adapter, stayed for the tea. It was in drawer 15."),
      Signed(by: "salma", text: "Your spiral is **framed** and above my desk. The paw print makes it."),
      Signed(by: "noor", text: "I have the key. I also have opinions about the disco light."),
      Signed(by: "pixel", text: "policy 🪩"),
    ])

  static let juno = DemoWallScript(
    owner: "juno",
    profile: #"""
      {"bio": "Reads datasheets for pleasure. `M6`, not M5.", "status_message": "listening to the freezer (it is in D)",
       "now_kind": "listening", "now_activity": "50 Hz and its friends", "theme": "hacker", "accent": "#39FF6A"}
      """#,
    pictures: #"{"avatar": "@juno", "banner": "@oscilloscope"}"#,
    modules: [
      ###"{"kind": "text", "style": {"paint": "acid", "wide": true}, "content": {"text": "```\n$ uptime\n 06:02  up 3 days,  1 user,  load average: coffee, coffee, tea\n$ whoami\nstill deciding\n```"}}"###,
      ###"{"kind": "audio", "style": {"paint": "none"}, "content": {"media_id": "@freezer", "title": "The freezer, in D"}}"###,
      ###"{"kind": "image", "content": {"media_id": "@board", "alt": "A green circuit board: eight traces lead to a 555 timer; beside it resistors and the note 470 pF, not nF"}}"###,
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

  static let otto = DemoWallScript(
    owner: "otto",
    profile: #"""
      {"bio": "Listens to the water levels of the Danube. Has an adapter for that.", "status_message": "470 pF, for the record",
       "status_emoji": "📻", "theme": "dark", "accent": "#FB923C"}
      """#,
    pictures: #"{"avatar": "@otto", "banner": "@mast", "anthem": "@interval", "anthem_title": "Interval signal, 153 kHz"}"#,
    modules: [
      ###"{"kind": "image", "content": {"media_id": "@dial", "alt": "The dial of an old receiver: the needle is on the Danube, at 153 kHz"}}"###,
      ###"{"kind": "text", "style": {"paint": "orange"}, "content": {"text": "# Stations received\n\n| kHz | who |\n|---|---|\n| 153 | a man, the Danube |\n| 198 | a choir, maybe |\n| 225 | the neighbour's drill |"}}"###,
      ###"{"kind": "text", "content": {"text": "## Drawers\n\n**14** adapters · **15** adapters that were in 14 · **16** hope"}}"###,
      ###"{"kind": "link", "style": {"paint": "yellow"}, "content": {"url": "https://example.org/longwave", "title": "How to build a long wave receiver from a shoe box", "look": "row"}}"###,
    ],
    stickers: [
      Placed(by: "miso", json: #"{"kind": "art", "art": "root", "x": 26, "y": 50, "rotation": -6, "scale": 1.3}"#),
      Placed(by: "juno", json: #"{"kind": "text", "text": "drawer 16?", "x": 58, "y": 36, "rotation": 6}"#),
      Placed(by: "wren", json: #"{"kind": "image", "media_id": "@concrete", "x": 80, "y": 66, "rotation": -4, "scale": 1.2}"#),
      Placed(by: "bram", json: #"{"kind": "text", "text": "still in D", "x": 12, "y": 24, "rotation": -8, "scale": 0.9}"#),
    ],
    entries: [Signed(by: "bram", text: "Best first station possible. I told my mother.")])
}
