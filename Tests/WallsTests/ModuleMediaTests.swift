import AccountsTesting
import Core
import CoreTesting
import Engine
import JSON
import Media
import SQL
import Testing

@testable import Walls

@Suite("Modules with files") struct ModuleMediaTests {
  @Test("show their owner's pictures and sounds")
  func kinds() async throws {
    let house = try await WallHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let (one, two) = (try await house.file(.image, of: ada), try await house.file(.image, of: ada))
    let (sound, foreign) = (try await house.file(.audio, of: ada), try await house.file(.image, of: bob))
    let long = try await house.file(.audio, of: ada, milliseconds: 300_001)
    func make(_ kind: String, _ content: String) async throws -> WallHouse.Answer {
      try await house.send(.post, "/api/modules", #"{"kind":"\#(kind)","content":{\#(content)}}"#, as: ada)
    }
    func picture(_ id: String, alt: String = "a cat") -> String { #""media_id":"\#(id)","alt":"\#(alt)""# }

    let image = try await make("image", picture(one, alt: "a \\\"cat\\\""))
    let html = image.data["module"]?["html"]?.string ?? ""
    #expect(image.status == 201 && image.data["module"]?["media"]?.array?.first?["id"]?.string == one, "\(image.text)")
    #expect(html.contains("/media/\(one)/640.webp") && html.contains("width=\"8\"") && html.contains("alt=\"a &quot;cat&quot;\""))
    let gallery = try await make("gallery", #""items":[{\#(picture(two))},{\#(picture(one, alt: ""))}]"#)
    #expect(gallery.data["module"]?["media"]?.array?.compactMap { $0["id"]?.string } == [two, one], "\(gallery.text)")
    let note = try await make("voice_note", #""media_id":"\#(sound)","title":"hello""#)
    #expect(note.status == 201 && note.data["module"]?["html"]?.string?.contains("<audio controls preload=\"none\"") == true)
    #expect(try await make("audio", #""media_id":"\#(long)","title":"an opera""#).status == 201)

    let refused: [(kind: String, content: String, field: String)] = [
      ("image", picture(foreign), "content.media_id"), ("image", picture(sound), "content.media_id"),
      ("image", picture("x"), "content.media_id"), ("image", #""media_id":"\#(one)""#, "content.alt"),
      ("image", picture(one, alt: String(repeating: "x", count: 501)), "content.alt"),
      ("gallery", #""items":[{\#(picture(one))}]"#, "content.items"),
      ("gallery", #""items":[{\#(picture(one))},{\#(picture(one))}]"#, "content.items"),
      ("gallery", #""items":[{\#(picture(one))},{\#(picture(foreign))}]"#, "content.items"),
      ("gallery", #""items":[{\#(picture(one))},{"alt":"x"}]"#, "content.items.1.media_id"),
      ("gallery", #""items":[{\#(picture(one))},7]"#, "content.items.1"),
      ("voice_note", #""media_id":"\#(long)","title":"too long""#, "content.media_id"),
      ("audio", #""media_id":"\#(one)","title":"a picture""#, "content.media_id"), ("audio", #""media_id":"\#(sound)""#, "content.title"),
    ]
    for (kind, content, field) in refused {
      let answer = try await make(kind, content)
      #expect(answer.status == 422 && answer.details[ShortName(field)] != nil, "\(kind) \(field): \(answer.text)")
    }
  }

  @Test("hold their files while they are removed, and come back with them or not at all")
  func removal() async throws {
    let house = try await WallHouse.open()
    let ada = try await house.house.member("ada")
    let file = try await house.file(.image, of: ada)
    let made = try await house.send(
      .post, "/api/modules", #"{"kind":"image","content":{"media_id":"\#(file)","alt":""}}"#, as: ada)
    let path = "/api/modules/\(made.data["module"]?["id"]?.int ?? 0)"
    func living() async throws -> [Bool] { try await house.house.database.values("SELECT is_living FROM media_uses") }
    #expect(try await living() == [true])
    try await house.send(.delete, path, as: ada)
    #expect(try await living() == [false])
    #expect(try await house.send(.post, path + "/restore", as: ada).data["module"]?["media"]?.array?.count == 1)
    #expect(try await living() == [true])
    try await house.send(.delete, path, as: ada)
    try await house.house.database.run("DELETE FROM media_uses")
    try await house.house.database.run("DELETE FROM media")
    let gone = try await house.send(.post, path + "/restore", as: ada)
    #expect(gone.status == 410, "\(gone.text)")
    house.house.clock.advance(by: .days(31))
    #expect(try await house.feature.modules.eraseOld(house.house.system()) == 1)
  }
}
