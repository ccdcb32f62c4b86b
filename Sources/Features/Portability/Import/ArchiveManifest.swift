import Core
import JSON

/// What an archive says of itself in `neospace.json`.
struct ArchiveManifest: Sendable {
  static let format = "neospace-member"
  static let version = 1

  struct File: Sendable {
    let path: String
    let bytes: Int64
    let sha256: String
  }

  let origin: String
  /// The name of that place's host, as carried parts are filed under.
  let host: String
  let member: String
  let parts: [String]
  let files: [File]

  init(parsing bytes: [UInt8]) throws(AppError) {
    let json: JSONValue
    do { json = try JSONValue(parsing: bytes) } catch { throw Self.refusal("its neospace.json is not valid JSON") }
    guard json["format"]?.string?.utf8.elementsEqual(Self.format.utf8) == true else {
      throw Self.refusal("its neospace.json does not say that it is an archive of a member")
    }
    guard json["version"]?.int == Int64(Self.version) else { throw Self.refusal("it is of another version") }
    guard let origin = json["origin"]?.string, let host = Self.host(of: origin), let member = json["member"]?["uuid"]?.string,
      member.utf8.count <= 64, let parts = json["parts"]?.array, parts.count <= 200, let files = json["files"]?.array
    else { throw Self.refusal("its neospace.json lacks origin, member, parts or files") }
    self.origin = origin
    self.host = host
    self.member = member
    let names = parts.compactMap { $0.string.flatMap { Self.isPart($0) ? $0 : nil } }
    self.files = files.compactMap { file in
      guard let path = file["path"]?.string, let bytes = file["bytes"]?.int, let sha256 = file["sha256"]?.string else { return nil }
      return File(path: path, bytes: bytes, sha256: sha256)
    }
    self.parts = names
    guard names.count == parts.count, Set(names.map { ShortName($0) }).count == names.count, self.files.count == files.count else {
      throw Self.refusal("its neospace.json names a part or file in a way that cannot be read")
    }
  }

  static func refusal(_ why: String) -> AppError { .validation("archive", "cannot be taken in: \(why)") }

  /// A word that can be the name of a part, and so of a file.
  static func isPart(_ text: some StringProtocol) -> Bool {
    let bytes = text.utf8
    guard let first = bytes.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first), bytes.count <= 40 else { return false }
    return bytes.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }
  }

  /// Lower-case letters, digits, dots and hyphens; an IPv6 address has its colons replaced. Nil for anything else.
  static func isHost(_ text: some StringProtocol) -> Bool {
    let bytes = text.utf8
    guard (1...253).contains(bytes.count), let first = bytes.first, first != UInt8(ascii: "."), first != UInt8(ascii: "-") else {
      return false
    }
    return bytes.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
    }
  }

  /// The host of an origin, as a name that a folder can have.
  static func host(of origin: String) -> String? {
    guard origin.utf8.count <= 300 else { return nil }
    let text = origin.lowercased()
    guard let scheme = ["https://", "http://"].first(where: { text.utf8.starts(with: $0.utf8) }) else { return nil }
    let authority = Array(text.utf8.dropFirst(scheme.utf8.count))
    let name: [UInt8]
    if authority.first == UInt8(ascii: "["), let end = authority.firstIndex(of: UInt8(ascii: "]")) {
      // An address such as ::1 begins with what a name does not.
      name = Array("ipv6".utf8) + authority[1..<end].map { $0 == UInt8(ascii: ":") ? UInt8(ascii: "-") : $0 }
    } else {
      name = Array(authority.prefix { $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: "/") })
    }
    let host = String(decoding: name, as: UTF8.self)
    return isHost(host) ? host : nil
  }
}
