import AccountsTesting
import Core
import CoreTesting
import Engine
import Foundation
import JSON
import SQL
import Testing

@testable import Media

// Each test starts worker processes.
@Suite(.serialized) struct UploadTests {
  @Test func aPictureIsKeptInThreeSizes() async throws {
    let house = try await MediaHouse.open()
    let ada = try await house.house.member("ada")
    let answer = try await house.upload(Sample.picture(), as: ada)
    #expect(answer.status == 201)
    let media = try #require(answer.media)
    let id = try answer.id
    #expect(media["kind"] == "image" && media["width"] == 1 && media["height"] == 1 && media["frames"] == 1)
    #expect(media["duration"] == .null && media["waveform"] == .null)
    #expect(media["sizes"]?["640"]?.string == "/media/\(id)/640.webp")
    #expect(media["bytes"]?.int == (try await house.usage(of: ada)))
    #expect(answer.headers["Location"] == "/api/media/\(id)")
    #expect(try house.files().count == 5)
    #expect(
      try house.files().allSatisfy { $0.wholeMatch(of: /[0-9a-f]{2}\/[0-9a-f]{64}\.(320|640|1280|square-128|square-256)\.webp/) != nil })
  }

  @Test func nothingIsTakenWhenTheDiskIsNearlyFull() async throws {
    let house = try await MediaHouse.open(reserve: .max)
    let ada = try await house.house.member("ada")
    let answer = try await house.upload(Sample.picture(), as: ada)
    #expect(answer.status == 503 && answer.headers["Retry-After"] == "3600")
    #expect(try house.files().isEmpty)
  }

  @Test func aSoundIsKeptAsMP3() async throws {
    let house = try await MediaHouse.open()
    let ada = try await house.house.member("ada")
    let answer = try await house.upload(Sample.sound(), as: ada)
    let media = try #require(answer.media)
    #expect(answer.status == 201 && media["kind"] == "audio" && media["width"] == .null)
    #expect(media["waveform"]?.array?.count == 50)
    #expect(media["sizes"]?.object?.count == 1)
    let file = try await house.send(.get, "/media/\(answer.id)/audio.mp3", as: ada)
    #expect(file.status == 200 && file.headers["Content-Type"] == "audio/mpeg")
  }

  @Test func theSameBytesAreTheSameFile() async throws {
    let house = try await MediaHouse.open()
    let (ada, bob) = (try await house.house.member("ada"), try await house.house.member("bob"))
    let first = try await house.upload(Sample.picture(), as: ada)
    let again = try await house.upload(Sample.picture(), as: ada)
    #expect(first.status == 201 && again.status == 200)
    #expect(first.media == again.media)
    let others = try await house.upload(Sample.picture(), as: bob)
    #expect(others.status == 201)
    #expect(try others.id != first.id)
    // Each has files of their own.
    #expect(try await house.send(.delete, "/api/media/\(first.id)", as: ada).status == 200)
    #expect(try await house.send(.get, "/media/\(others.id)/320.webp", as: bob).status == 200)
  }

  @Test func manyUploadsOfTheSameBytesAtOnceMakeOneFile() async throws {
    let house = try await MediaHouse.open()
    let ada = try await house.house.member("ada")
    let ids = try await withThrowingTaskGroup(of: MediaID.self) { group in
      for _ in 0..<6 { group.addTask { try await house.upload(Sample.picture(), as: ada).id } }
      return try await group.reduce(into: Set<MediaID>()) { $0.insert($1) }
    }
    #expect(ids.count == 1)
    #expect(try house.files().count == 5)
    #expect(try await house.usage(of: ada) == house.database.value("SELECT CAST(SUM(bytes) AS BIGINT) FROM media", as: Int64.self))
  }

  @Test func whatIsNotOneGoodFileLeavesNothing() async throws {
    let house = try await MediaHouse.open()
    let ada = try await house.house.member("ada")
    let good = MediaHouse.Part(bytes: Sample.picture())
    let cases: [(parts: [MediaHouse.Part], status: Int, problem: String)] = [
      ([], 422, "is required"), ([MediaHouse.Part(filename: "", bytes: [])], 422, "is required"),
      ([good, good], 422, "must be given once"),
      ([MediaHouse.Part(bytes: [])], 422, "is empty"), ([MediaHouse.Part(filename: nil, bytes: [65])], 422, "must be a file"),
      ([MediaHouse.Part(name: "other", bytes: Sample.picture())], 422, "is the only file that is taken"),
      ([MediaHouse.Part(bytes: Array("<svg onload=alert(1)>".utf8))], 415, ""),
      ([MediaHouse.Part(bytes: Array(Sample.picture().dropLast(8)))], 422, "is damaged or incomplete"),
    ]
    for (parts, status, problem) in cases {
      let answer = try await house.upload(parts, as: ada)
      #expect(answer.status == status, "\(problem)")
      if status == 422 { #expect(answer.details["file"]?.string == problem) }
    }
    let plain = try await house.send(.post, "/api/media", as: ada, headers: [("Content-Type", "image/gif")], body: Sample.picture())
    #expect(plain.status == 415)
    let strange = try await house.upload([good, MediaHouse.Part(name: "title", filename: nil, bytes: [65])], as: ada)
    #expect(strange.status == 422 && strange.details["title"] != nil)
    #expect(try house.files() == [])
    #expect(try await house.rows() == 0)
  }

  @Test func theBodyIsBounded() async throws {
    let house = try await MediaHouse.open()
    let ada = try await house.house.member("ada")
    // The file is not of a format that is taken, so the whole body was read.
    let frame = Array("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\n\r\n--b--\r\n".utf8).count
    let most = 25 * 1_024 * 1_024 - frame
    #expect(try await house.upload([MediaHouse.Part(filename: "x", bytes: [UInt8](repeating: 65, count: most))], as: ada).status == 415)
    #expect(try await house.upload([MediaHouse.Part(filename: "x", bytes: [UInt8](repeating: 65, count: most + 1))], as: ada).status == 413)
    #expect(try house.files() == [])
  }

  @Test func theQuotaCountsStoredBytes() async throws {
    let house = try await MediaHouse.open()
    let ada = try await house.house.member("ada")
    #expect(try await house.upload(Sample.picture(), as: ada).status == 201)
    let one = try #require(try await house.usage(of: ada))
    let bob = try await house.house.member("bob")
    #expect(try await house.upload(Sample.picture(1), as: bob).status == 201)
    let two = try #require(try await house.usage(of: bob))
    let full = try await MediaHouse.open(quota: one, sharing: house)
    let second = try await full.upload(Sample.picture(1), as: ada)
    #expect(second.status == 409 && second.code == "LIMIT_EXCEEDED")
    let tight = try await MediaHouse.open(quota: one + two - 1, sharing: house)
    #expect(try await tight.upload(Sample.picture(1), as: ada).status == 409)
    #expect(try await house.rows() == 2)
    #expect(try house.files().count == 10)
    let enough = try await MediaHouse.open(quota: one + two, sharing: house)
    #expect(try await enough.upload(Sample.picture(1), as: ada).status == 201)
  }

  @Test func aRetryRepeatsTheFirstAnswer() async throws {
    let house = try await MediaHouse.open()
    let ada = try await house.house.member("ada")
    let first = try await house.upload(Sample.picture(), as: ada, key: "k")
    #expect(try await house.send(.delete, "/api/media/\(first.id)", as: ada).status == 200)
    let again = try await house.upload(Sample.picture(), as: ada, key: "k")
    #expect(again.status == 201)
    #expect(again.media == first.media)
    #expect(try await house.rows() == 0)
    #expect(try house.files() == [])
    let other = try await house.upload(Sample.picture(9), as: ada, key: "k")
    #expect(other.status == 409 && other.code == "CONFLICT")
    #expect(try house.files() == [])
  }

  @Test func withoutWorkersFilesAreRefused() async throws {
    let house = try await MediaHouse.open(worker: "/nowhere/neospace-media")
    let ada = try await house.house.member("ada")
    let answer = try await house.upload(Sample.picture(), as: ada)
    #expect(answer.status == 503 && answer.headers["Retry-After"] != nil)
    #expect(try house.files() == [])
  }

  @Test func uploadsAreCounted() async throws {
    let house = try await MediaHouse.open(limits: Limits())
    let ada = try await house.house.member("ada")
    for _ in 0..<30 { #expect(try await house.upload([MediaHouse.Part(bytes: [65])], as: ada).status == 415) }
    #expect(try await house.upload([MediaHouse.Part(bytes: [65])], as: ada).status == 429)
  }
}
