import Core
import Engine
import HTTP
import JSON
import Synchronization
import Testing

@testable import Web

@Suite struct Uploads {
  private final class Recorder: UploadSink {
    private let events = Mutex<[String]>([])
    let failsAtFinish: Bool
    init(failsAtFinish: Bool = false) { self.failsAtFinish = failsAtFinish }
    func write(_ bytes: [UInt8]) async { events.withLock { $0.append("write \(bytes.count)") } }
    func finish() async throws {
      if failsAtFinish { throw AppError(.unavailable, "Disk full") }
      events.withLock { $0.append("finish") }
    }
    func discard() async { events.withLock { $0.append("discard") } }
    var seen: [String] { events.withLock { $0 } }
  }

  private static func door(limit: Int = 10_000) -> Doorway {
    Doorway(routes: [
      .api(.post, "/upload", .anyone, "Upload") { call in
        let (fields, files) = try await call.multipart(inMemory: limit)
        let title = try Fields.read(fields) { $0.text("title", 0...200_000) }
        let described = files.map { "\($0.field):\($0.filename):\($0.claimedType ?? "-"):\($0.bytes.count)" }
        return .success(message: "\(title.unicodeScalars.count) " + described.joined(separator: ","))
      }
    ])
  }

  private func part(_ name: String, _ content: String, filename: String? = nil, type: String? = nil) -> String {
    "--B\r\nContent-Disposition: form-data; name=\"\(name)\"" + (filename.map { "; filename=\"\($0)\"" } ?? "") + "\r\n"
      + (type.map { "Content-Type: \($0)\r\n" } ?? "") + "\r\n\(content)\r\n"
  }

  private func send(
    _ body: String, to door: Doorway = door(), type: String = "multipart/form-data; boundary=B", chunked: Bool = false
  ) async -> Response {
    let bytes = Array(body.utf8)
    let chunks = chunked ? stride(from: 0, to: bytes.count, by: 7).map { Array(bytes[$0..<min($0 + 7, bytes.count)]) } : nil
    return await door.application.handle(
      Request(
        .post, "/upload", headers: [(name: "Content-Type", value: type), (name: "Sec-Fetch-Site", value: "same-origin")], body: bytes,
        chunks: chunks, declaresLength: !chunked))
  }

  @Test(arguments: [false, true]) func fieldsAndFilesArrive(_ chunked: Bool) async throws {
    let body =
      part("title", "Grüße") + part("file", "0123456789", filename: "../a.png", type: "image/png") + part("other", "", filename: "")
      + "--B--\r\n"
    #expect(try await send(body, chunked: chunked).json["data"]?["message"] == "5 file:a.png:image/png:10")
  }

  @Test func damageIsABadRequest() async {
    #expect(await send(part("title", "a")).errorCode == "BAD_REQUEST")
    #expect(await send("").errorCode == "BAD_REQUEST")
    #expect(await send(part("title", "a") + "--Bx").errorCode == "BAD_REQUEST")
    #expect(await send("x", type: "multipart/form-data").errorCode == "UNSUPPORTED_MEDIA_TYPE")
    #expect(await send("title=a", type: "application/x-www-form-urlencoded").errorCode == "UNSUPPORTED_MEDIA_TYPE")
  }

  @Test(arguments: [false, true]) func sizeIsBoundedByTheCaller(_ chunked: Bool) async {
    let frame = part("title", "a") + part("f", "", filename: "a") + "--B--"
    let fits = part("title", "a") + part("f", String(repeating: "x", count: 1_000 - frame.utf8.count), filename: "a") + "--B--"
    let door = Self.door(limit: 1_000)
    #expect(await send(fits, to: door, chunked: chunked).status == 200)
    #expect(await send(fits + "\n", to: door, chunked: chunked).errorCode == "PAYLOAD_TOO_LARGE")
  }

  @Test func textIsBoundedWhateverTheFilesAre() async {
    let door = Self.door(limit: BodyLimit.multipart)
    let most = part("a", String(repeating: "a", count: 200 * 1024)) + part("b", String(repeating: "b", count: 56 * 1024)) + "--B--"
    #expect(await send(most, to: door).errorCode == "VALIDATION_ERROR")
    let more = part("a", String(repeating: "a", count: 200 * 1024)) + part("b", String(repeating: "b", count: 56 * 1024 + 1)) + "--B--"
    #expect(await send(more, to: door).errorCode == "PAYLOAD_TOO_LARGE")
  }

  @Test func partsAreBounded() async {
    let many = (0..<65).map { part("f\($0)", "") }.joined() + "--B--"
    #expect(await send(many).errorCode == "PAYLOAD_TOO_LARGE")
  }

  @Test func aSinkHearsEverythingAndIsToldWhenItWasForNothing() async {
    let (good, late, failing) = (Recorder(), Recorder(), Recorder(failsAtFinish: true))
    let door = Doorway(routes: [
      .api(.post, "/upload", .anyone, "Upload") { call in
        _ = try await call.multipart { part in
          switch part.name {
          case "late": late
          case "failing": failing
          default: good
          }
        }
        return .noContent
      }
    ])
    #expect(await send(part("f", "abc", filename: "a") + "--B--", to: door).status == 204)
    #expect(good.seen == ["write 3", "finish"])
    #expect(await send(part("late", "abcd", filename: "a") + "--B", to: door).status == 400)
    #expect(late.seen == ["write 4", "finish", "discard"])
    #expect(await send(part("failing", "ab", filename: "a") + "--B--", to: door).status == 503)
    #expect(failing.seen == ["write 2", "discard"])
  }
}
