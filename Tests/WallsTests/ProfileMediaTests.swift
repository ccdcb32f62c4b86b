import AccountsTesting
import Core
import CoreTesting
import Engine
import JSON
import Media
import Relations
import SQL
import Testing

@testable import Walls

@Suite("Pictures and sounds of profiles") struct ProfileMediaTests {
  private func change(_ house: WallHouse, _ fields: String, as member: TestMember) async throws -> WallHouse.Answer {
    try await house.send(.patch, "/api/profile", "{\(fields)}", as: member)
  }

  /// How many uses there are of each of the files, and whether the sweep counts the file as used.
  private func uses(_ house: WallHouse, _ files: String...) async throws -> [Int64] {
    var counts: [Int64] = []
    for file in files {
      let uses = try await house.house.database.value(
        "SELECT count(*) FROM media_uses x JOIN media m ON m.number = x.media WHERE m.id = \(file) AND x.kind = 'profile'", as: Int64.self)
      let isUnused = try await house.house.database.value("SELECT unused_since IS NOT NULL FROM media WHERE id = \(file)", as: Bool.self)
      #expect(isUnused == (uses == 0))
      counts.append(uses ?? -1)
    }
    return counts
  }

  @Test("are set, replaced and taken away, and each use follows")
  func setting() async throws {
    let house = try await WallHouse.open()
    let ada = try await house.house.member("ada")
    let (one, two) = (try await house.file(.image, of: ada), try await house.file(.image, of: ada))
    let (intro, song) = (try await house.file(.audio, of: ada, milliseconds: 30_000), try await house.file(.audio, of: ada))
    let outbox = Outbox()
    var change = ProfileChange()
    change.files = [.avatar: MediaID(text: one), .banner: MediaID(text: one)]
    _ = try await house.feature.walls.change(house.scope(ada, outbox: outbox), by: change)
    #expect(outbox.take().count == 1)
    #expect(try await uses(house, one, two) == [1, 0])

    let answer = try await self.change(
      house, #""avatar":"\#(two)","voice_intro":"\#(intro)","anthem":"\#(song)","anthem_title":"A <song>""#, as: ada)
    let profile = answer.data["profile"] ?? .null, settings = answer.data["settings"] ?? .null
    #expect(settings["avatar"]?["id"]?.string == two && profile["banner"]?["id"]?.string == one, "\(answer.text)")
    #expect(profile["voice_intro"]?["id"]?.string == intro && profile["anthem"]?["duration"] != nil)
    #expect(profile["anthem_title"] == "A <song>" && profile["user"]?["avatar_url"]?.string == "/avatars/\(ada.id)")
    let html = profile["html"]?.string ?? ""
    #expect(html.contains("/media/\(one)/1280.webp") && html.contains("/media/\(song)/audio.mp3") && html.contains("A &lt;song&gt;"))
    #expect(html.ranges(of: "<audio controls preload=\"none\"").count == 2 && !html.contains("autoplay"))
    #expect(try await uses(house, one, two, intro, song) == [1, 1, 1, 1])
    let stored = try await house.send(.get, "/api/profile", as: ada)
    #expect(stored.data["profile"] == profile && stored.data["settings"] == settings)

    for cleared in ["null", #""""#] {
      let answer = try await self.change(house, #""avatar":\#(cleared),"banner":\#(cleared),"anthem_title":\#(cleared)"#, as: ada)
      #expect(answer.data["settings"]?["avatar"] == .null && answer.data["profile"]?["banner"] == .null, "\(answer.text)")
      #expect(answer.data["profile"]?["anthem_title"] == .null && answer.data["profile"]?["anthem"]?["id"]?.string == song)
      #expect(try await uses(house, one, two, song) == [0, 0, 1])
    }
  }

  @Test("are the owner's own, of the right kind and length")
  func refusals() async throws {
    let house = try await WallHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let picture = try await house.file(.image, of: ada), foreign = try await house.file(.image, of: bob)
    let (sound, long) = (try await house.file(.audio, of: ada), try await house.file(.audio, of: ada, milliseconds: 30_001))
    let old = try await house.file(.image, of: ada)
    try await house.house.database.run("UPDATE media SET has_squares = \(false) WHERE id = \(old)")
    let refused = [
      ("avatar", foreign), ("banner", foreign), ("avatar", sound), ("banner", sound), ("voice_intro", picture), ("anthem", picture),
      ("voice_intro", long), ("avatar", "x"), ("anthem", "00000000-0000-4000-8000-000000000000"), ("avatar", old),
      ("anthem_title", String(repeating: "x", count: 101)),
    ]
    for (field, value) in refused {
      let answer = try await change(house, #""bio":"changed","\#(field)":"\#(value)""#, as: ada)
      #expect(answer.status == 422 && Array(answer.details.keys) == [ShortName(field)], "\(field): \(answer.text)")
    }
    for value in ["7", "true", "[]", "{}"] {
      let answer = try await change(house, #""banner":\#(value)"#, as: ada)
      #expect(answer.status == 422 && answer.details["banner"] != nil, "\(value): \(answer.text)")
    }
    #expect(try await house.send(.get, "/api/profile", as: ada).data["profile"]?["bio"] == .null)
    #expect(try await house.house.database.value("SELECT count(*) FROM media_uses", as: Int64.self) == 0)
    for (field, value) in [("anthem", long), ("banner", old), ("anthem_title", String(repeating: "x", count: 100))] {
      let answer = try await change(house, #""\#(field)":"\#(value)""#, as: ada)
      #expect(answer.status == 200, "\(field): \(answer.text)")
    }
  }

  enum Who: Callers { case guest, stranger, owner, others }

  static let sight: [(visibility: WallVisibility, shown: Statuses<Who>)] = [
    (.public, [.others: 1]), (.members, [.guest: 0, .others: 1]), (.private, [.owner: 1, .others: 0]),
  ]

  @Test("are served to those who see the wall, and the picture only as an avatar", arguments: sight.indices)
  func serving(_ index: Int) async throws {
    let (visibility, shown) = Self.sight[index]
    let house = try await WallHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let (avatar, banner) = (try await house.file(.image, of: ada), try await house.file(.image, of: ada))
    let (intro, song) = (try await house.file(.audio, of: ada), try await house.file(.audio, of: ada))
    let answer = try await change(
      house,
      #""avatar":"\#(avatar)","banner":"\#(banner)","voice_intro":"\#(intro)","anthem":"\#(song)","visibility":"\#(visibility.rawValue)""#,
      as: ada)
    #expect(answer.status == 200)
    let callers: [(Who, UserID?)] = [(.guest, nil), (.stranger, bob.id), (.owner, ada.id)]
    for (caller, viewer) in callers {
      func isShown(_ file: String) async throws -> Bool {
        try await house.house.database.value(
          """
          SELECT 1 FROM media_uses x JOIN media m ON m.number = x.media
          WHERE m.id = \(file) AND x.is_living = \(true) AND (\(ProfileMediaRows().isVisible(to: viewer)))
          """, as: Int64.self) != nil
      }
      for file in [banner, intro, song] { #expect(try await isShown(file) == (shown[caller] == 1), "\(caller)") }
      #expect(try await !isShown(avatar), "\(caller)")
    }
    let link = try await house.house.database.read { try await ProfileMediaRows().links(to: [ada.id.rawValue], at: $0) }
    #expect(link == [ada.id.rawValue: "/@ada"])
  }

  @Test("are in the export, and go with the account")
  func leaving() async throws {
    let house = try await WallHouse.open()
    let ada = try await house.house.member("ada")
    let picture = try await house.file(.image, of: ada)
    _ = try await change(house, #""avatar":"\#(picture)","banner":"\#(picture)","anthem_title":"A song""#, as: ada)
    let exported = String(decoding: try await house.feature.rows.personal.profile(of: ada.id), as: UTF8.self)
    #expect(exported.contains(picture) && exported.contains(#""anthem_title":"A song""#))
    try await house.feature.personal.erase(house.house.system(), everythingOf: ada.id)
    #expect(try await house.feature.rows.profiles.profile(of: ada.id) == nil)
  }
}
