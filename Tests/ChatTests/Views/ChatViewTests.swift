import Core
import Design
import HTML
import Testing

@testable import Chat
@testable import Media

@Suite("Chat's views") struct ChatViewTests {
  static let ada = Member(
    id: UserID(1), uuid: "u", username: "ada", displayName: "Ada <b>", email: "a@example.org", color: 3, role: .member,
    permissions: Role.member.permissions)
  static let bob = Author(id: UserID(2), username: "bob", displayName: "Bob", color: 5)
  static let noon = Timestamp(microseconds: 1_795_262_400_000_000)

  static func message(
    _ id: Int64, by author: Author = bob, text: String? = "<p>hi</p>", at moment: Timestamp = noon, edited: Bool = false,
    reply: Message.Reply? = nil, reactions: [Message.Reaction] = []
  ) -> Message {
    Message(
      id: MessageID(id), roomID: RoomID(1), room: .general, seq: id + 100, author: author,
      text: text.map { Message.Text(content: "hi", html: $0) }, createdAt: moment, editedAt: edited ? moment : nil, reply: reply,
      reactions: reactions)
  }

  static func page(_ messages: [Message], readUpTo: Int64? = nil, mayPost: Bool = true, isNewest: Bool = true) -> String {
    let room = Room(id: RoomID(1), name: .general, topic: "<topic>", kind: .public, memberCount: 2)
    let page = RoomPage(
      room: room, own: .none, viewer: ada, mayPost: mayPost, mayRemove: false, mayReport: false, mayLetCatsIn: false, messages: messages,
      hasOlder: false,
      isNewest: isNewest, epoch: "e1", seq: 900, readUpTo: readUpTo.map { MessageID($0) }, replyTo: nil, isMuted: false,
      draft: "kept & <safe>",
      attached: [], alts: [], problem: nil, now: noon, conversation: nil)
    let site = Site(destinations: [], asset: AssetPath { "/assets/x/\($0)" })
    return RoomPageView(page: page, requestID: "1", visit: Visit(site: site, viewer: ada, appearance: .standard, path: "/rooms/general"))
      .markup
  }

  @Test("pictures and sounds stand below the words, each with its description") func attached() throws {
    let picture = ShownMedia(
      id: MediaID(stored: "p"), kind: .image, bytes: 1, width: 500, height: 1_001, frames: 1, milliseconds: nil, waveform: nil,
      createdAt: Self.noon)
    let sound = ShownMedia(
      id: MediaID(stored: "s"), kind: .audio, bytes: 1, width: nil, height: nil, frames: nil, milliseconds: 1_500, waveform: [0, 1_000],
      createdAt: Self.noon)
    func markup(_ text: String, _ media: [MessageMedia]) -> String {
      MessageFragment(
        message: Message(
          id: MessageID(7), roomID: RoomID(1), room: .general, seq: 1, author: Author(Self.ada),
          text: Message.Text(content: text, html: text), createdAt: Self.noon, media: media)
      ).markup
    }
    let both = markup("words", [MessageMedia(picture, alt: "A <cat>"), MessageMedia(sound, alt: nil)])
    let words = try #require(both.firstRange(of: "<div class=\"prose\""))
    let first = try #require(both.firstRange(of: "<figure class=\"tall\" data-media=\"p\"><a href=\"/media/p/1280.webp\"><img"))
    let second = try #require(both.firstRange(of: "<figure class=\"sound\" data-media=\"s\"><audio"))
    #expect(words.lowerBound < first.lowerBound && first.lowerBound < second.lowerBound)
    for part in [
      "src=\"/media/p/640.webp\"", "/media/p/320.webp 320w, /media/p/640.webp 500w, /media/p/1280.webp 500w", "width=\"500\"",
      "height=\"1001\"", "loading=\"lazy\"", "alt=\"A &lt;cat&gt;\"", "controls preload=\"none\"", "src=\"/media/s/audio.mp3\"",
      "data-waveform=\"0 1000\"", "aria-label=\"Sound\"", "data-duration=\"1.5\"",
    ] { #expect(both.contains(part), "\(part) in \(both)") }
    let bare = markup("", [MessageMedia(picture, alt: nil)])
    #expect(bare.contains("alt=\"Picture, not described\"") && !bare.contains("prose") && bare.contains("data-pictures=\"1\""))
    #expect(!markup("words", []).contains("attached"))
  }

  @Test("a long text can be unfolded, a short one has no fold") func longText() {
    func markup(_ text: String) -> String {
      MessageFragment(
        message: Message(
          id: MessageID(7), roomID: RoomID(1), room: .general, seq: 1, author: Self.bob,
          text: Message.Text(content: text, html: "<p>…</p>"),
          createdAt: Self.noon)
      ).markup
    }
    #expect(!markup(Array(repeating: "line", count: 30).joined(separator: "\n")).contains("unfold"))
    #expect(markup(Array(repeating: "line", count: 31).joined(separator: "\n")).contains("class=\"unfold\""))
    #expect(markup(String(repeating: "word ", count: 600)).contains("class=\"unfold\""))
  }

  @Test("the page leads past the navigation to the composer and the messages") func skipLinks() {
    let markup = Self.page([Self.message(1)])
    #expect(markup.contains("href=\"#content\">Write a message<") && markup.contains("href=\"#history\">Skip to messages<"))
    #expect(!Self.page([Self.message(1)], mayPost: false).contains("Write a message"))
  }

  @Test("a fragment says which message it is, and nothing of who looks") func fragment() {
    let markup = MessageFragment(message: Self.message(7, by: Author(Self.ada))).markup
    #expect(markup.contains("id=\"message-7\" data-id=\"7\" data-seq=\"107\" data-author=\"1\""))
    #expect(markup.contains("datetime=\"2026-11-21T12:00:00.000Z\">12:00 UTC<"))
    #expect(markup.contains("Ada &lt;b&gt;"))
    #expect(!markup.contains("/assets/"), "a stored or cached fragment must outlive an upgrade of the assets")
  }

  @Test("the page holds the very bytes of the fragments") func sameBytes() {
    let messages = [Self.message(1), Self.message(2, edited: true)]
    let markup = Self.page(messages)
    for message in messages { #expect(markup.contains(String(decoding: message.fragment, as: UTF8.self))) }
  }

  @Test("a tombstone keeps nothing but who and when") func tombstone() {
    let reaction = Message.Reaction(emoji: "🔥", people: [.init(id: UserID(1), username: "ada")])
    let markup = MessageFragment(
      message: Self.message(7, text: nil, edited: true, reply: .init(id: MessageID(3), username: "carol"), reactions: [reaction])
    ).markup
    #expect(markup.contains("message m5 deleted"))
    #expect(markup.contains("Message deleted"))
    for gone in ["class=\"prose\"", "edited", "carol", "/messages/7\""] { #expect(!markup.contains(gone), "\(gone)") }
  }

  @Test("a reply names its author and leads there, without the text") func reply() {
    let markup = MessageFragment(message: Self.message(7, reply: .init(id: MessageID(3), username: "carol"))).markup
    #expect(markup.contains("href=\"/rooms/general/messages/3\" data-reply=\"3\">↳ to carol<"))
  }

  @Test("reactions name their people in order, and are a form") func reactions() {
    let people = ["ada", "bob", "carol"].enumerated().map { Message.Person(id: UserID(Int64($0.offset + 1)), username: $0.element) }
    let markup = MessageFragment(
      message: Self.message(7, reactions: [.init(emoji: "🐈", people: people), .init(emoji: "☕", people: [people[1]])])
    ).markup
    #expect(markup.contains("action=\"/rooms/general/messages/7/reactions\""))
    #expect(markup.contains("title=\"ada, bob, carol\""))
    #expect(markup.contains("data-people=\"1 2 3\""))
    #expect(markup.contains(">ada, bob +1<"))
    #expect(markup.firstRange(of: "🐈")!.lowerBound < markup.firstRange(of: "☕")!.lowerBound)
  }

  @Test("days are separated where they change") func days() {
    let next = Self.noon + .days(1)
    let markup = Self.page([Self.message(1), Self.message(2), Self.message(3, at: next)])
    #expect(markup.matches(of: /<h2 class="day" data-day=/).count == 2)
    #expect(markup.contains("Saturday, 21 November 2026"))
    #expect(markup.contains("Sunday, 22 November 2026"))
  }

  @Test("the line stands before the first unread message of somebody else") func newLine() throws {
    let markup = Self.page([Self.message(1), Self.message(2, by: Author(Self.ada)), Self.message(3), Self.message(4)], readUpTo: 1)
    let line = try #require(markup.firstRange(of: "id=\"new-line\""))
    #expect(line.lowerBound > markup.firstRange(of: "id=\"message-2\"")!.lowerBound)
    #expect(line.lowerBound < markup.firstRange(of: "id=\"message-3\"")!.lowerBound)
    #expect(markup.matches(of: /id="new-line"/).count == 1)
  }

  @Test("without unread messages there is no line", arguments: [nil, 4] as [Int64?]) func noLine(read: Int64?) {
    #expect(!Self.page([Self.message(3), Self.message(4, text: nil)], readUpTo: read).contains("id=\"new-line\""))
  }

  @Test("the page carries the cursor, the draft and the topic, escaped") func state() {
    let markup = Self.page([Self.message(1)])
    #expect(markup.contains("data-room=\"general\" data-epoch=\"e1\" data-seq=\"900\""))
    #expect(markup.contains("kept &amp; &lt;safe&gt;"))
    #expect(!markup.contains("<topic>"))
  }

  @Test("who may not post gets no composer; a page of the past is live, too") func limits() {
    #expect(!Self.page([], mayPost: false).contains("<textarea"))
    #expect(Self.page([Self.message(1)]).contains("js/room.js"))
    #expect(Self.page([Self.message(1)], isNewest: false).contains("js/room.js"))
  }
}
