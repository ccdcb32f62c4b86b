import Accounts
import AccountsTesting
import Core
import CoreTesting
import Engine
import JSON
import Media
import Relations
import SQL
import Testing
import Web

@testable import Walls

@Suite("Avatars") struct AvatarTests {
  @Test("are drawn for those without a picture, and kept by browsers that ask again")
  func drawing() async throws {
    let house = try await WallHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    try await house.house.database.run("UPDATE users SET name = 'Ä& <b>' WHERE id = \(ada.id)")
    let path = "/avatars/\(ada.id)"
    for caller in [nil, ada, bob] as [TestMember?] {
      let answer = try await house.send(.get, path, as: caller)
      #expect(answer.status == 200 && answer.text.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"128\""), "\(answer.text)")
      #expect(answer.text.contains(">ÄB</text>") && !answer.text.contains("<b>"), "\(answer.text)")
      let expected = [
        "Content-Type": "image/svg+xml", "Cache-Control": "private, no-cache", "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox", "Content-Disposition": "inline",
      ]
      for (name, value) in expected { #expect(answer.headers[name] == value, "\(name)") }
      let tag = answer.headers["ETag"] ?? ""
      let again = try await house.send(.get, path, as: caller, headers: [("If-None-Match", tag)])
      #expect(again.status == 304 && again.headers["ETag"] == tag && again.headers["Cache-Control"] == "private, no-cache")
      let other = try await house.send(.get, path, as: caller, headers: [("If-None-Match", "\"other\"")])
      #expect(other.status == 200)
    }
    #expect(try await house.send(.get, path + "?size=256").text.contains("width=\"256\""))
    #expect(try await house.send(.head, path).status == 200)
  }

  @Test("have two sizes; an id that nobody has is not found")
  func refusals() async throws {
    let house = try await WallHouse.open()
    let ada = try await house.house.member("ada")
    for query in ["size=128", "size=256"] { #expect(try await house.send(.get, "/avatars/\(ada.id)?\(query)").status == 200) }
    for query in ["size=129", "size=0", "size=-1", "size=1025", "size=x", "size=", "size=128&size=256", "width=128"] {
      #expect(try await house.send(.get, "/avatars/\(ada.id)?\(query)").status == 422, "\(query)")
    }
    for id in ["999999", "0", "x", "-1", "99999999999999999999"] {
      #expect(try await house.send(.get, "/avatars/\(id)").status == 404, "\(id)")
    }
  }

  enum Who: Callers { case guest, stranger, others }

  /// Who gets the picture, by the wall's visibility and by what has ended the account.
  static let sight: [(visibility: WallVisibility, ended: String, shown: Statuses<Who>)] = [
    (.public, "", [.others: 1]), (.members, "", [.guest: 0, .others: 1]), (.private, "", [.guest: 0, .others: 1]),
    (.public, "banned_at", [.others: 0]), (.public, "left_at", [.others: 0]),
  ]

  @Test("show the picture to members, and to guests when the wall is public", arguments: sight.indices)
  func audience(_ index: Int) async throws {
    let (visibility, ended, shown) = Self.sight[index]
    let house = try await WallHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let picture = try await house.file(.image, of: ada)
    let set = #"{"avatar":"\#(picture)","visibility":"\#(visibility.rawValue)"}"#
    #expect(try await house.send(.patch, "/api/profile", set, as: ada).status == 200)
    if ended == "banned_at" { try await house.house.database.run("UPDATE users SET banned_at = 1 WHERE id = \(ada.id)") }
    if ended == "left_at" { try await house.house.database.run("UPDATE users SET left_at = 1 WHERE id = \(ada.id)") }
    let callers: [(Who, UserID?)] = [(.guest, nil), (.stranger, bob.id)]
    for (caller, viewer) in callers {
      let avatar = try await house.feature.rows.avatars.avatar(of: ada.id, for: viewer)
      #expect((avatar?.picture != nil) == (shown[caller] == 1), "\(caller)")
    }
    // Its files are not there: the drawing stands in for them.
    #expect(try await house.send(.get, "/avatars/\(ada.id)", as: bob).headers["Content-Type"] == "image/svg+xml")
  }

  @Test("share the limit of files, and count as no other request")
  func limit() async throws {
    var limits = Limits()
    limits[.requests] = Limit.requests.with(.minute(1))
    limits[.media] = Limit.media.with(.minute(3))
    let house = try await WallHouse.open(limits: limits)
    let ada = try await house.house.member("ada")
    for _ in 0..<3 { #expect(try await house.send(.get, "/avatars/\(ada.id)", as: ada).status == 200) }
    #expect(try await house.send(.get, "/avatars/\(ada.id)", as: ada).status == 429)
    #expect(try await house.send(.get, "/api/profile", as: ada).status == 200)
  }
}
