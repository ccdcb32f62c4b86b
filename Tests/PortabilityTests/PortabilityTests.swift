import Accounts
import AccountsTesting
import Core
import CoreTesting
import Foundation
import JSON
import SQL
import Synchronization
import System
import Telemetry
import Testing
import ZIP

@testable import Portability

/// Poems of a test: a part that moves. A poem without a text is refused.
private final class Poems: Sendable {
  private let texts = Mutex<[String]>([])
  var all: [String] { texts.withLock { $0 } }

  var part: PersonalData {
    PersonalData(
      "poems",
      arrival: PersonalArrival(.list) { [self] _, json, _ in
        guard let text = json["text"]?.string, !text.isEmpty else { throw AppError.validation("text", "is required") }
        return texts.withLock { texts in
          if texts.contains(where: { $0.utf8.elementsEqual(text.utf8) }) { return .skipped }
          texts.append(text)
          return .created
        }
      }
    ) { [self] _ in
      var json = JSONWriter()
      json.array { json in for text in all { json.object { json in json.field("text", text) } } }
      return json.bytes
    }
  }
}

/// The services of archives, with one part that moves and one that stays.
private struct House {
  let house: TestAccounts
  let poems = Poems()
  let folder = FileManager.default.temporaryDirectory.appending(path: "archives-\(UUID())").path
  let exports: ExportService
  let imports: ImportService
  let importing: ImportWork

  init(limit: Int64 = 1 << 20) async throws {
    let house = try await TestAccounts.open(with: try PortabilityMigrations.all())
    self.house = house
    let parts = [poems.part, PersonalData("letters") { _ in Array(#"["mine"]"#.utf8) }]
    let disk = BlockingThreads(2)
    let carried = CarriedPartRepository(database: house.database)
    exports = ExportService(parts: parts, carried: carried, origin: "https://here.example", disk: disk)
    imports = ImportService(
      work: house.work, imports: ImportRepository(database: house.database), carried: carried, folder: folder, limit: limit, reserve: 0,
      disk: disk, bell: Bell(), log: .silent)
    importing = ImportWork(
      service: imports, members: house.accounts.members, parts: parts,
      carrying: PartCarrying(work: house.work, carried: carried, limit: limit), origin: "https://here.example",
      system: { house.system() }, log: .silent)
  }

  func export(_ member: TestMember) async throws -> [UInt8] {
    let written = Mutex<[UInt8]>([])
    try await exports.write(try await house.scope(of: member)) { bytes in written.withLock { $0 += bytes } }
    return written.withLock { $0 }
  }

  func read(_ archive: [UInt8]) throws -> [String: [UInt8]] {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).zip").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(archive).write(to: URL(filePath: path))
    let zip = try ZIPReader(path, limits: .init(entries: 1_000, unpacked: 1 << 24))
    return try Dictionary(uniqueKeysWithValues: zip.entries.map { ($0.name, try zip.bytes(of: $0, upTo: .max) ?? []) })
  }

  /// An archive of another place.
  func archive(_ files: [(String, String)], origin: String = "https://there.example") async throws -> [UInt8] {
    let written = Mutex<[UInt8]>([])
    let archive = ExportArchive(at: Timestamp(microseconds: 0), disk: BlockingThreads(1)) { bytes in written.withLock { $0 += bytes } }
    for (path, text) in files { try await archive.add(path, Array(text.utf8)) }
    var json = JSONWriter()
    let listed = await archive.files
    json.object { json in
      json.field("format", "neospace-member")
      json.field("version", 1)
      json.field("origin", origin)
      json.key("member")
      json.object { $0.field("uuid", "a") }
      json.key("parts")
      json.array { json in for (path, _) in files where !path.contains("/") { json.string(String(path.dropLast(5))) } }
      json.key("files")
      json.array { json in
        for file in listed {
          json.object { json in
            json.field("path", file.path)
            json.field("bytes", file.bytes)
            json.field("sha256", file.sha256)
          }
        }
      }
    }
    try await archive.finish("neospace.json", json.bytes)
    return written.withLock { $0 }
  }

  func accept(_ member: TestMember, _ archive: [UInt8]) async throws -> Import {
    let scope = try await house.scope(of: member)
    let reception = try await imports.begin(scope)
    let result: Result<Import, any Error>
    do {
      try await reception.write(archive)
      try await reception.finish()
      result = .success(try await imports.accept(scope, reception))
    } catch {
      result = .failure(error)
    }
    await reception.remove()
    return try result.get()
  }

  func take(_ member: TestMember, _ archive: [UInt8]) async throws -> Import {
    let one = try await accept(member, archive)
    return try await importing.take(one, from: imports.path(one.file)) { _ in }
  }
}

@Suite struct PortabilityTests {
  @Test func anArchiveHoldsAllPartsAndATrueManifest() async throws {
    let house = try await House()
    let ada = try await house.house.member("ada")
    let files = try house.read(try await house.export(ada))
    #expect(Set(files.keys) == ["poems.json", "letters.json", "index.html", "neospace.json"])
    let manifest = try ArchiveManifest(parsing: files["neospace.json"]!)
    #expect(manifest.parts == ["poems", "letters"] && manifest.host == "here.example")
    #expect(Set(manifest.files.map(\.path)) == ["poems.json", "letters.json", "index.html"])
  }

  @Test func itemsAreTakenOneByOneAndTheRestIsCarried() async throws {
    let house = try await House()
    let ada = try await house.house.member("ada")
    let archive = try await house.archive([
      ("poems.json", #"[{"text":"one"},{"text":""},7,{"text":"two"}]"#), ("songs.json", #"["la"]"#),
      ("carried/third.example/notes.json", "[1]"),
    ])
    let ended = try await house.take(ada, archive)
    #expect(ended.state == .done && ended.error == nil)
    #expect(house.poems.all == ["one", "two"])
    #expect(ended.parts.map(\.name) == ["poems", "songs", "third.example/notes"])
    #expect(ended.parts[0].created == 2 && ended.parts[0].refused.map(\.path) == ["poems.json#2", "poems.json#3"])
    #expect(ended.parts[1].carried && ended.parts[2].carried)
    let files = try house.read(try await house.export(ada))
    #expect(files["carried/there.example/songs.json"] == Array(#"["la"]"#.utf8))
    #expect(files["carried/third.example/notes.json"] == Array("[1]".utf8))
    #expect(try await house.take(ada, archive).parts[0].skipped == 2)
  }

  /// Fifty at once: one is accepted, the others are told that it runs.
  @Test func fiftyAtOnceAreOneImport() async throws {
    let house = try await House()
    let ada = try await house.house.member("ada")
    let archive = try await house.archive([("poems.json", #"[{"text":"one"}]"#)])
    let accepted = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<50 {
        group.addTask {
          do { return try await house.accept(ada, archive).isUnfinished } catch {
            #expect((error as? AppError)?.code == .conflict)
            return false
          }
        }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(accepted == 1)
    #expect(try FileManager.default.contentsOfDirectory(atPath: house.folder).filter { !$0.hasSuffix(".lock") }.count == 1)
  }

  @Test func anInterruptedImportGoesOnWhereItWas() async throws {
    let house = try await House()
    let ada = try await house.house.member("ada")
    let poems = (1...30).map { #"{"text":"\#($0)"}"# }.joined(separator: ",")
    var one = try await house.accept(ada, try await house.archive([("poems.json", "[\(poems)]")]))
    one.parts = [Import.Part(name: "poems", created: 20)]
    (one.state, one.item) = (.running, 20)
    try await house.imports.save(one)
    let (found, _) = try #require(try await house.imports.next(house.house.system()))
    let ended = try await house.importing.take(found, from: house.imports.path(found.file)) { _ in }
    #expect(ended.parts[0].created == 30 && house.poems.all == (21...30).map(String.init))
  }

  @Test func whatOneCarriesHasALimit() async throws {
    let house = try await House(limit: 1_000)
    let ada = try await house.house.member("ada")
    let half = "[\"\(String(repeating: "a", count: 496))\"]"
    #expect(
      try await house.take(ada, try await house.archive([("songs.json", half), ("notes.json", half)])).parts.map(\.carried) == [true, true])
    let beyond = try await house.take(ada, try await house.archive([("more.json", "[]")]))
    #expect(!beyond.parts[0].carried && beyond.parts[0].refused.count == 1)
  }

  @Test func archivesThatUnpackToTooMuchAreRefused() async throws {
    let house = try await House(limit: 5_000)
    let ada = try await house.house.member("ada")
    // Four times the limit with the manifest, and one beyond.
    let empty = try house.read(try await house.archive([("poems.json", "[]"), ("x.txt", "")]))
    let manifest = empty["neospace.json"]!.count + 2
    for (extra, isTaken) in [(20_000 - manifest - 10, true), (20_000, false)] {
      let archive = try await house.archive([("poems.json", "[]"), ("x/y.txt", String(repeating: "a", count: extra))])
      if isTaken {
        #expect(try await house.take(ada, archive).state == .done)
      } else {
        await #expect(throws: AppError.self) { try await house.take(ada, archive) }
      }
    }
  }

  @Test(arguments: ["ftp://a", "https://", "https://a_b", "x", "https://-a"]) func originsThatAreNoneAreRefused(origin: String) {
    #expect(ArchiveManifest.host(of: origin) == nil)
  }

  @Test func hostsAreNamesOfFolders() {
    #expect(ArchiveManifest.host(of: "https://Space.Example.org:8443") == "space.example.org")
    #expect(ArchiveManifest.host(of: "http://127.0.0.1:7860") == "127.0.0.1")
    #expect(ArchiveManifest.host(of: "http://[::1]:80") == "ipv6--1")
    #expect(
      !ArchiveManifest.isPart("../x") && !ArchiveManifest.isPart("") && !ArchiveManifest.isPart("A") && ArchiveManifest.isPart("a-b_1"))
  }

  @Test func whoLeftLeavesNothing() async throws {
    let house = try await House()
    let ada = try await house.house.member("ada")
    _ = try await house.take(ada, try await house.archive([("songs.json", "[1]")]))
    await #expect(throws: AppError.self) { try await house.imports.erase(house.house.scope(of: ada), everythingOf: ada.id) }
    try await house.imports.erase(house.house.system(), everythingOf: ada.id)
    for table in ["imports", "carried_parts", "carried_pieces"] as [StaticString] {
      #expect(try await house.house.database.value("SELECT count(*) FROM \(raw: table)", as: Int.self) == 0)
    }
  }
}
