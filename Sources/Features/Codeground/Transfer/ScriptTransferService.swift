import Core
import JSON
import ZIP

/// Scripts that leave as an archive, and come in as one or as a file of code.
public struct ScriptTransferService: Sendable {
  /// In bytes.
  static let largest = 4 << 20
  static let limits = ZIPReader.Limits(entries: 200, unpacked: 8 << 20)
  private static let longestList = 1 << 20

  let work: UnitOfWork
  let access: ScriptAccess
  let scripts: ScriptRepository
  let personal: ScriptPersonalRepository
  let folder: ScriptFolder
  let arrivals: ScriptArrivals

  // MARK: Going out

  /// What an archive of the script holds, but for the texts. For owner and hands: the draft is in it.
  func portable(_ scope: Scope, _ id: ScriptID?) async throws -> PortableScript {
    let seen = try await access.work(scope, id)
    guard let script = try await personal.portable(seen.script.id) else { throw scope.noScript }
    return script
  }

  /// Writes the archive piece by piece.
  func write(_ script: PortableScript, at moment: Timestamp, to send: @escaping @Sendable ([UInt8]) async throws -> Void) async throws {
    let archive = ScriptArchive(at: moment, to: send)
    try await folder.write(script) { try await archive.add($0, $1) }
    try await archive.finish()
  }

  // MARK: Coming in

  /// Makes a private script of an archive, of a `.js` (a sketch) or of an `.html`.
  ///
  /// - Parameter name: of the file, which says what it is.
  func take(_ scope: Scope, fileNamed name: String, _ bytes: [UInt8]) async throws -> MadeScript {
    let member = try scope.requireMember()
    let texts: ScriptArrivals.Texts
    do {
      texts = try await read(name, bytes, at: scope.now)
    } catch let error as AppError where error.code == .validation || error.code == .badRequest {
      throw Self.refusal(error)
    }
    return try await work.once(scope, remembering: \.json, repeating: { try MadeScript(remembered: $0) }) { transaction in
      try await scripts.lockOwner(member.id, in: transaction)
      let id = try await arrivals.insert(texts, of: member.id, scope, in: transaction)
      guard let script = try await scripts.script(id, in: transaction) else { throw scope.noScript }
      return MadeScript(script.object)
    }
  }

  private func read(_ name: String, _ bytes: [UInt8], at now: Timestamp) async throws -> ScriptArrivals.Texts {
    let name = Array(name.utf8)
    let dot = name.lastIndex(of: UInt8(ascii: ".")) ?? name.endIndex
    let title = String(decoding: name[..<dot], as: UTF8.self)
    switch name[dot...].dropFirst().map({ $0 | 0x20 }) {
    case Array("zip".utf8): return try await unpack(bytes, at: now)
    case Array("js".utf8): return try single(.sketch, title, bytes, at: now)
    case Array("html".utf8), Array("htm".utf8): return try single(.html, title, bytes, at: now)
    default: throw AppError.validation("file", "must be a .zip that was exported here, a .js or an .html")
    }
  }

  private func single(_ runtime: ScriptRuntime, _ title: String, _ bytes: [UInt8], at now: Timestamp) throws -> ScriptArrivals.Texts {
    guard arrivals.allowsHTML || runtime != .html else { throw AppError.validation("file", "html is switched off on this server") }
    let title = TextRules.line(ofForeign: title, upTo: ScriptDetails.titleLengths.upperBound) ?? "Untitled"
    let script = ArrivingScript(runtime, titled: title, at: now)
    guard bytes.count <= CodeText.mostBytes else { throw AppError.validation("file", "must be at most \(CodeText.mostBytes) bytes") }
    return ScriptArrivals.Texts(script: script, draft: try ScriptArrivals.code(bytes, of: "it"))
  }

  private func unpack(_ bytes: [UInt8], at now: Timestamp) async throws -> ScriptArrivals.Texts {
    do {
      let zip = try await LineWork.run { try ZIPReader(bytes: bytes, limits: Self.limits) }
      let files = ArchiveInMemory(zip: zip)
      guard let list = try await files.bytes("script.json", upTo: Self.longestList) else {
        throw AppError.validation("file", "has no script.json")
      }
      let json: JSONValue
      do { json = try JSONValue(parsing: list) } catch { throw AppError.validation("file", "has a script.json that is no JSON") }
      let script = try Fields.read(Fields(json: json)) { fields throws(AppError) in try ArrivingScript(reading: &fields, now: now) }
      return try await arrivals.read(script, from: "", of: files)
    } catch let refusal as ZIPRefusal {
      throw AppError.validation("file", refusal.entry.map { "holds \($0), which \(refusal.reason.rawValue)" } ?? refusal.reason.rawValue)
    }
  }

  /// One field for all that is wrong with a file.
  private static func refusal(_ error: AppError) -> AppError {
    if error.details["file"] != nil { return error }
    let problems = error.details.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    return .validation("file", "has a script.json in which \(problems.first ?? "fields are missing")")
  }
}

/// An archive that is small enough to be held in memory.
private struct ArchiveInMemory: ArrivingFiles {
  let zip: ZIPReader

  func read(_ name: String, _ piece: @Sendable ([UInt8]) async throws -> Void) async throws -> Bool {
    guard let entry = zip[name] else { return false }
    let reader = zip.open(entry)
    while let bytes = try await LineWork.run({ try reader.next() }) { try await piece(bytes) }
    return true
  }

  func bytes(_ name: String, upTo limit: Int) async throws -> [UInt8]? {
    guard let entry = zip[name] else { return nil }
    return try await LineWork.run { try zip.bytes(of: entry, upTo: limit) }
  }
}

/// The archive of one script while it is written.
private actor ScriptArchive {
  private let send: @Sendable ([UInt8]) async throws -> Void
  private var zip: ZIPWriter

  init(at moment: Timestamp, to send: @escaping @Sendable ([UInt8]) async throws -> Void) {
    zip = ZIPWriter(at: ZIPMoment(iso8601: moment.iso8601))
    self.send = send
  }

  func add(_ name: String, _ bytes: [UInt8]) async throws {
    var packed = zip.begin(name) + zip.add(bytes)
    packed += try zip.end()
    try await send(packed)
  }

  func finish() async throws { try await send(zip.finish()) }
}
