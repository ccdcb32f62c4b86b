import Accounts
import AccountsTesting
import Core
import CoreTesting
import Crypto
import Engine
import HTTP
import JSON
import SQL
import Testing

@testable import Downloads

@Suite("A download") struct DownloadTests {
  @Test("is the file, once, to be saved and not to be kept")
  func once() async throws {
    let house = try await DownloadHouse.open()
    let ada = try await house.agreed("ada")
    let token = try await house.token(of: ada)
    let first = try await house.download(token)
    #expect(first.status == 200 && first.bytes == DownloadHouse.content)
    #expect(first.headers["Content-Type"] == "application/zip" && first.headers["Cache-Control"] == "no-store")
    #expect(first.headers["X-Content-Type-Options"] == "nosniff" && first.headers["Accept-Ranges"] == "bytes")
    let disposition = try #require(first.headers["Content-Disposition"])
    #expect(disposition == "attachment; filename=\"the release _.zip\"; filename*=UTF-8''the%20release%20%E2%9C%93.zip")
    let again = try await house.download(token)
    #expect(again.status == 410 && again.code == "GONE")
    #expect(try await house.count("download_events") == 1)
    let standing = try await house.standing(of: ada)
    #expect(standing.hasDownloaded && !standing.hasWaitingKey)
    #expect(house.events.take().map(\.type) == ["changed"])
  }

  @Test(
    "begins while its token lives",
    arguments: [(Duration.seconds(59), 200), (.seconds(60), 200), (.seconds(61), 410), (.days(1) + .seconds(5), 410)])
  func lifetimes(_ age: Duration, _ status: Int) async throws {
    let house = try await DownloadHouse.open()
    let ada = try await house.agreed("ada")
    let token = try await house.token(of: ada)
    house.clock.advance(by: age)
    #expect(try await house.download(token).status == status)
    #expect(try await house.count("download_events") == (status == 200 ? 1 : 0))
    #expect(try await house.standing(of: ada).hasDownloaded == (status == 200))
  }

  @Test("does not begin while the file is not there, and nothing is spent")
  func unavailable() async throws {
    let house = try await DownloadHouse.open()
    let ada = try await house.agreed("ada")
    let token = try await house.token(of: ada)
    try house.removeFile()
    let before = try await house.standing(of: ada)
    for method in [Request.Method.get, .head] {
      let answer = try await house.download(token, method)
      #expect(answer.status == 503 && answer.headers["Retry-After"] != nil)
    }
    #expect(try await house.download(token).code == "UNAVAILABLE")
    #expect(try await house.standing(of: ada) == before)
    #expect(try await house.count("download_events") == 0)
    #expect(try await house.count("download_tokens", where: "used") == 0)
    try house.put([1, 2, 3])
    #expect(try await house.download(token).bytes == [1, 2, 3])
  }

  @Test("is not begun by those who only look or guess")
  func machines() async throws {
    let house = try await DownloadHouse.open()
    let ada = try await house.agreed("ada")
    let token = try await house.token(of: ada)
    for (name, value) in [
      ("Sec-Purpose", "prefetch"), ("Sec-Purpose", "prefetch;prerender"), ("Purpose", "prefetch"), ("X-Moz", "prefetch"),
      ("Purpose", "Prefetch"),
    ] {
      for method in [Request.Method.get, .head] {
        let answer = try await house.send(method, "/download?token=\(token.text)", headers: [(name, value)])
        #expect(answer.status == 425)
      }
    }
    for _ in 0..<3 {
      let head = try await house.download(token, .head, range: "bytes=0-1")
      #expect(head.status == 200 && head.headers["ETag"] != nil && head.headers["Content-Type"] == "application/zip")
    }
    #expect(try await house.count("download_tokens", where: "used") == 0)
    #expect(house.events.take().isEmpty)
    #expect(try await house.download(token).status == 200)
  }

  @Test("that broke is finished with the same token, as one download")
  func continuation() async throws {
    let house = try await DownloadHouse.open()
    let ada = try await house.agreed("ada")
    let token = try await house.token(of: ada)
    let tag = try #require(try await house.download(token).headers["ETag"])
    house.clock.advance(by: .minutes(20))
    let rest = try await house.download(token, range: "bytes=4000-", ifRange: tag)
    #expect(rest.status == 206 && rest.bytes == Array(DownloadHouse.content[4_000...]) && rest.headers["ETag"] == tag)
    #expect(rest.headers["Content-Range"] == "bytes 4000-5003/5004")
    #expect(try await house.download(token, range: "bytes=-4").bytes == Array(DownloadHouse.content.suffix(4)))
    #expect(try await house.download(token, .head).status == 200)
    #expect(try await house.download(token).status == 410)
    #expect(try await house.download(token, range: "bytes=0-1,4-5").status == 410, "several ranges are a request for the whole")
    let beyond = try await house.download(token, range: "bytes=9999-")
    #expect(beyond.status == 416 && beyond.headers["Content-Range"] == "bytes */5004")
    #expect(try await house.count("download_events") == 1)
    house.clock.advance(by: .minutes(10) + .seconds(1))
    #expect(try await house.download(token, range: "bytes=4000-").status == 410)
    #expect(try await house.download(token, .head).status == 410)
  }

  @Test("of a file that was replaced begins anew, whole")
  func replaced() async throws {
    let house = try await DownloadHouse.open()
    let ada = try await house.agreed("ada")
    let token = try await house.token(of: ada)
    let tag = try #require(try await house.download(token).headers["ETag"])
    try house.put(Array("another".utf8))
    let anew = try await house.download(token, range: "bytes=4-", ifRange: tag)
    #expect(anew.status == 200 && anew.text == "another" && anew.headers["ETag"] != tag)
    #expect(try await house.download(token, range: "bytes=4-", ifRange: anew.headers["ETag"]).text == "her")
    #expect(try await house.count("download_events") == 1)
  }

  @Test("may begin with a range, which is its beginning; one beyond the file spends nothing")
  func rangeFirst() async throws {
    let house = try await DownloadHouse.open()
    let ada = try await house.agreed("ada")
    let token = try await house.token(of: ada)
    #expect(try await house.download(token, range: "bytes=999999-").status == 416)
    #expect(try await house.count("download_events") == 0)
    let part = try await house.download(token, range: "bytes=0-3")
    #expect(part.status == 206 && part.bytes == Array(DownloadHouse.content[..<4]))
    #expect(try await house.count("download_events") == 1)
    #expect(try await house.download(token).status == 410)
  }

  @Test("needs a token of ours, and one is as wrong as another")
  func unknown() async throws {
    let house = try await DownloadHouse.open()
    for query in [
      "?token=x", "?token=4fa3c2d6-8f5e-4e0b-9d1f-0123456789ab", "?token=4fa3c2d6-8f5e-4e0b-9d1f-0123456789ab&other=1",
      "?token=\(String(repeating: "a", count: 5_000))",
    ] {
      let answer = try await house.send(.get, "/download\(query)")
      #expect(answer.status == 410 && answer.code == "GONE", "\(query)")
    }
    let page = try await house.send(.get, "/download?token=x", headers: [("Accept", "text/html")])
    #expect(page.status == 410 && page.text == "error 410")
  }

  @Test("needs a token at all")
  func missing() async throws {
    let house = try await DownloadHouse.open()
    for query in ["", "?", "?token=", "?other=1"] {
      for method in [Request.Method.get, .head] {
        let answer = try await house.send(method, "/download\(query)")
        #expect(answer.status == 422, "\(query)")
        if method == .get {
          #expect(answer.code == "VALIDATION_ERROR" && answer.json?["error"]?["details"]?["token"]?.string == "is required", "\(query)")
        }
      }
    }
  }

  @Test("gives the file twice at most, however often a range asks for it, and goes on where it stopped")
  func twice() async throws {
    let house = try await DownloadHouse.open()
    let ada = try await house.agreed("ada")
    let token = try await house.token(of: ada)
    let tag = try #require(try await house.download(token).headers["ETag"])
    var received = DownloadHouse.content.count
    for number in 0..<20 {
      let ifRange = [nil, tag, "\"another\""][number % 3]
      let answer = try await house.download(token, range: "bytes=0-", ifRange: ifRange)
      #expect([200, 206, 410].contains(answer.status))
      if answer.status != 410 { received += answer.bytes.count }
    }
    #expect(received == 2 * DownloadHouse.content.count)
    #expect(try await house.download(token, .head).status == 200)
  }

  @Test("gives it twice at most over connections at once")
  func twiceAtOnce() async throws {
    let house = try await DownloadHouse.open()
    let ada = try await house.agreed("ada")
    let token = try await house.token(of: ada)
    let received = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<50 {
        group.addTask {
          // One whose place another has taken is cut before its first byte.
          guard let answer = try? await house.download(token, range: "bytes=0-") else { return 0 }
          return answer.status == 410 ? 0 : answer.bytes.count
        }
      }
      return try await group.reduce(into: 0) { $0 += $1 }
    }
    #expect(received >= DownloadHouse.content.count && received <= 2 * DownloadHouse.content.count)
  }

  @Test("is told to its owner's own tabs")
  func verified() async throws {
    let house = try await DownloadHouse.open()
    let ada = try await house.agreed("ada")
    let token = try await house.token(of: ada)
    let downloads = house.feature.downloads
    let part = FilePart(state: "a", range: 0..<10, size: 10)
    let types = try await verifyAction(in: house, of: ada) { scope in
      let opened = try await downloads.open(scope, token, for: .whole) { _ in (7, part) }
      #expect(opened.file == 7)
    }
    #expect(types == ["changed"])
    #expect(try await verifyAction(in: house, of: ada) { _ = try await downloads.open($0, token, for: .part) { _ in (7, part) } } == [])
  }

  @Test("ends with a ban")
  func banned() async throws {
    let house = try await DownloadHouse.open()
    let ada = try await house.agreed("ada")
    let token = try await house.token(of: ada)
    try await house.house.accounts.moderation.ban(house.house.system(), ada.id)
    #expect(try await house.download(token).status == 410)
  }

  @Test("leaves no token in the database, and old ones go")
  func dump() async throws {
    let house = try await DownloadHouse.open()
    let ada = try await house.agreed("ada")
    let token = try await house.token(of: ada)
    let stored: [UInt8]? = try await house.database.value("SELECT token_digest FROM download_tokens")
    #expect(stored == SHA256.digest(of: token.text.utf8))
    let system = house.house.system()
    #expect(try await house.feature.downloads.eraseOld(system) == 0)
    #expect(await failure { try await house.feature.downloads.eraseOld(house.scope(ada)) }?.code == .forbidden)
    house.clock.advance(by: .days(31))
    #expect(try await house.feature.downloads.eraseOld(house.house.system()) == 1)
  }
}
