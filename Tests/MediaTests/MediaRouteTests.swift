import AccountsTesting
import Core
import CoreTesting
import Engine
import JSON
import SQL
import Testing
import Web

@testable import Media

// Each test starts worker processes.
@Suite(.serialized) struct MediaRouteTests {
  enum Caller: Callers {
    case guest, stranger, owner, denied
    static let others = Caller.stranger
  }

  @Test func whoMayDoWhat() async throws {
    let house = try await MediaHouse.open()
    let (ada, bob, eve) = (try await house.house.member("ada"), try await house.house.member("bob"), try await house.house.member("eve"))
    try await house.database.run(
      "INSERT INTO user_permissions (user_id, permission, effect, created_at) VALUES (\(eve.id), 'upload_media', 'deny', 0)")
    let id = try await house.upload(Sample.picture(), as: ada).id
    let callers: [(Caller, TestMember?)] = [(.guest, nil), (.stranger, bob), (.owner, ada), (.denied, eve)]
    for (caller, member) in callers {
      let listed: Statuses<Caller> = [.guest: 401, .others: 200]
      #expect(try await house.send(.get, "/api/media", as: member).status == listed[caller])
      let one: Statuses<Caller> = [.guest: 401, .owner: 200, .others: 404]
      #expect(try await house.send(.get, "/api/media/\(id)", as: member).status == one[caller])
      let file: Statuses<Caller> = [.owner: 200, .others: 404, .guest: 404]
      #expect(try await house.send(.get, "/media/\(id)/320.webp", as: member).status == file[caller])
      let made: Statuses<Caller> = [.guest: 401, .denied: 403, .others: 201]
      #expect(try await house.upload(Sample.picture(7), as: member).status == made[caller])
      if caller != .owner {
        let deleted: Statuses<Caller> = [.guest: 401, .others: 404]
        #expect(try await house.send(.delete, "/api/media/\(id)", as: member).status == deleted[caller])
      }
    }
    #expect(try await house.send(.delete, "/api/media/\(id)", as: ada).status == 200)
    #expect(try await house.send(.delete, "/api/media/\(id)", as: ada).status == 404)
  }

  @Test func theListIsPagedNewestFirst() async throws {
    let house = try await MediaHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    var ids: [MediaID] = []
    for colour in 0..<3 { ids.insert(try await house.upload(Sample.picture(UInt8(colour)), as: ada).id, at: 0) }
    let sound = try await house.upload(Sample.sound(), as: ada).id
    let theirs = try await house.upload(Sample.picture(), as: bob).id

    func list(_ query: String) async throws -> (ids: [String], next: String?) {
      let answer = try await house.send(.get, "/api/media?\(query)", as: ada)
      let data = try #require(try answer.json()["data"])
      #expect(data["used"]?.int == (try await house.usage(of: ada)) && data["quota"]?.int == 500 << 20)
      return (data["media"]?.array?.compactMap { $0["id"]?.string } ?? [], data["next"]?.string)
    }
    let first = try await list("limit=2")
    #expect(first.ids == [sound.rawValue, ids[0].rawValue] && first.next == ids[0].rawValue)
    let second = try await list("limit=2&before=\(ids[0])")
    #expect(second.ids == [ids[1].rawValue, ids[2].rawValue] && second.next == nil)
    #expect(try await list("kind=audio").ids == [sound.rawValue])
    #expect(try await list("kind=image&limit=1").next == ids[0].rawValue)
    for query in ["kind=video", "kind=", "limit=0", "limit=101", "limit=x", "limit=", "before=\(theirs)", "before=7", "before=", "page=2"] {
      #expect(try await house.send(.get, "/api/media?\(query)", as: ada).status == 422, "\(query)")
    }
    for query in ["limit=1", "limit=100"] { #expect(try await house.send(.get, "/api/media?\(query)", as: ada).status == 200) }
  }

  @Test func aFileIsServedAsWritten() async throws {
    let house = try await MediaHouse.open()
    let ada = try await house.house.member("ada")
    let id = try await house.upload(Sample.picture(), as: ada).id
    let path = "/media/\(id)/320.webp"
    let whole = try await house.send(.get, path, as: ada)
    #expect(whole.status == 200 && whole.bytes.starts(with: "RIFF".utf8))
    let expected = [
      "Content-Type": "image/webp", "Cache-Control": "private, max-age=300", "Accept-Ranges": "bytes", "Content-Disposition": "inline",
      "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox",
    ]
    for (name, value) in expected { #expect(whole.headers[name] == value, "\(name)") }
    let tag = try #require(whole.headers["ETag"])
    #expect(!tag.hasPrefix("W/"))

    func get(_ headers: (name: String, value: String)...) async throws -> MediaHouse.Answer {
      try await house.send(.get, path, as: ada, headers: headers)
    }
    let known = try await get(("If-None-Match", tag))
    #expect(known.status == 304 && known.headers["ETag"] == tag && known.bytes.isEmpty)
    let part = try await get(("Range", "bytes=0-3"))
    #expect(part.status == 206 && part.bytes == Array("RIFF".utf8))
    #expect(part.headers["Content-Range"] == "bytes 0-3/\(whole.bytes.count)")
    #expect(try await get(("Range", "bytes=0-3"), ("If-Range", tag)).status == 206)
    #expect(try await get(("Range", "bytes=0-3"), ("If-Range", "\"another\"")).bytes == whole.bytes)
    #expect(try await get(("Range", "bytes=0-0,2-3")).bytes == whole.bytes)
    let beyond = try await get(("Range", "bytes=999999-"))
    #expect(beyond.status == 416 && beyond.headers["Content-Range"] == "bytes */\(whole.bytes.count)")
    #expect(try await house.send(.head, path, as: ada).status == 200)
  }

  @Test func allElseIsOne404() async throws {
    let house = try await MediaHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let id = try await house.upload(Sample.picture(), as: ada).id
    let paths = [
      "/media/\(id)/320.webp", "/media/\(id)/audio.mp3", "/media/\(id)/99.webp", "/media/\(id)/..%2F320.webp",
      "/media/00000000-0000-4000-8000-000000000000/320.webp", "/media/1/320.webp", "/media/\(id.rawValue.uppercased())/320.webp",
    ]
    var texts: Set<[UInt8]> = []
    for path in paths {
      let answer = try await house.send(.get, path, as: bob)
      #expect(answer.status == 404, "\(path)")
      texts.insert(answer.bytes)
    }
    #expect(texts.count == 1)
    #expect(try await house.send(.get, "/media/\(id)/audio.mp3", as: ada).status == 404)
  }

  @Test func requestsForFilesHaveALimitOfTheirOwn() async throws {
    var limits = Limits()
    limits[.requests] = Limit.requests.with(.minute(1))
    limits[.media] = Limit.media.with(.minute(3))
    let house = try await MediaHouse.open(limits: limits)
    let ada = try await house.house.member("ada")
    for _ in 0..<3 { #expect(try await house.send(.get, "/media/x/320.webp", as: ada).status == 404) }
    #expect(try await house.send(.get, "/media/x/320.webp", as: ada).status == 429)
    #expect(try await house.send(.get, "/api/media", as: ada).status == 200)
    #expect(try await house.send(.get, "/api/media", as: ada).status == 429)
  }
}
