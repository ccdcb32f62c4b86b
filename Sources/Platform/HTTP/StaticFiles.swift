import Crypto
import Encoding
import Engine
import Foundation

/// A folder's files, read into memory once and served from there: no path of a request ever reaches the file system.
///
/// Each file has two addresses. `<prefix>/<version>/css/base.css` never changes, so browsers keep it for good; `version` is a hash
/// over all files, and one version holds them all, so that modules and style sheets can name each other relatively.
/// `<prefix>/css/base.css` is revalidated by its `ETag`; an old version's address serves the present file the same way.
public struct StaticFiles: Sendable {
  /// What the files answer with and how long it may be kept.
  private struct File: Sendable {
    let bytes: SharedBuffer
    let tag: EntityTag
    let gzip: SharedBuffer?
    let gzipTag: EntityTag
    let headers: Headers
  }

  /// Why files could not be read at start.
  public enum LoadError: Error, Equatable, Sendable {
    /// The folder, or a file in it, cannot be read.
    case unreadable(String)
  }

  /// 16 hex digits over names and contents of all files.
  public let version: String
  /// Where the files are mounted: `/assets`.
  public let prefix: String
  /// By the bytes of its path.
  private let files: [[UInt8]: File]
  private let modules: ModuleGraph

  private static let immutable = Headers(["Cache-Control": "public, max-age=31536000, immutable"])
  private static let revalidated = Headers(["Cache-Control": "no-cache"])
  private static let versionLength = 16

  /// Reads every regular file below `folder`. Symbolic links and names that begin with a dot are left out.
  public init(folder: String, prefix: String = "/assets") throws(LoadError) {
    try self.init(contents: Self.read(folder), prefix: prefix)
  }

  /// The same from memory: path below the folder to contents.
  public init(contents: [String: [UInt8]], prefix: String = "/assets") {
    self.prefix = prefix
    var all = SHA256()
    var files: [[UInt8]: File] = [:]
    for (path, bytes) in contents.sorted(by: { $0.key < $1.key }) {
      let digest = SHA256.digest(of: bytes)
      all.update(Array(path.utf8) + [0] + digest)
      files[Array(path.utf8)] = Self.file(path, bytes, hash: Self.version(digest))
    }
    self.files = files
    paths = contents.keys.sorted()
    modules = ModuleGraph(contents: contents)
    version = Self.version(all.digest())
  }

  /// Paths of all files, in order.
  public let paths: [String]

  /// Whether there is a file of that path below the folder.
  public func contains(_ path: String) -> Bool { files[Array(path.utf8)] != nil }

  /// The address of a file that may be kept for good.
  public func url(of path: String) -> String { "\(prefix)/\(version)/\(path)" }

  /// All modules that these scripts import, at first hand or further on, by their paths; without the scripts themselves.
  public func modules(importedBy scripts: [String]) -> [String] { modules.imports(of: scripts) }

  /// Answers GET and HEAD for what follows the prefix, decoded; nil when there is no such file.
  public func answer(_ request: Request, for path: String) -> Response? {
    let bytes = Array(path.utf8)
    let parts = bytes.split(separator: UInt8(ascii: "/"), maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, Self.isVersion(parts[0]) else { return answer(request, file: bytes, isImmutable: false) }
    return answer(request, file: Array(parts[1]), isImmutable: parts[0].elementsEqual(version.utf8))
  }

  /// Answers GET and HEAD for one file by its path below the folder; nil when there is none.
  public func answer(_ request: Request, file path: String) -> Response? {
    answer(request, file: Array(path.utf8), isImmutable: false)
  }

  private func answer(_ request: Request, file path: [UInt8], isImmutable: Bool) -> Response? {
    guard let file = files[path] else { return nil }
    let range = request.headers["Range"]
    var response = Response(headers: file.headers)
    response.headers.append(isImmutable ? Self.immutable : Self.revalidated)
    // A range counts bytes of the file itself.
    let isCompressed = range == nil && file.gzip != nil && Accept.allowsEncoding("gzip", in: request.headers["Accept-Encoding"])
    let tag = isCompressed ? file.gzipTag : file.tag
    response.headers.add("ETag", tag.description)

    switch request.conditions.evaluate(isSafe: true, tag: tag) {
    case .notModified:
      response.status = 304
      return response
    case .failed: return Response(status: 412)
    case .proceed: break
    }
    if isCompressed, let gzip = file.gzip {
      response.headers.add("Content-Encoding", "gzip")
      response.body = .shared(gzip)
      return response
    }
    let part = ByteRange(range: range, ifRange: request.headers["If-Range"], length: file.bytes.count, tag: file.tag)
    if let contentRange = part.contentRange(length: file.bytes.count) { response.headers.add("Content-Range", contentRange) }
    switch part {
    case .whole: response.body = .shared(file.bytes)
    case .part(let range):
      response.status = 206
      response.body = .bytes(file.bytes.withBytes { Array($0[range]) })
    case .notSatisfiable: response.status = 416
    }
    return response
  }

  private static func file(_ path: String, _ bytes: [UInt8], hash: String) -> File {
    let type = FileType.of(path)
    let gzip = type.isText ? Gzip.compress(bytes) : nil
    var headers = Headers(["Content-Type": type.contentType, "Accept-Ranges": "bytes"])
    if gzip != nil { headers.add("Vary", "Accept-Encoding") }
    return File(
      bytes: SharedBuffer(bytes), tag: EntityTag(hash), gzip: gzip.map { SharedBuffer($0) }, gzipTag: EntityTag(hash + "-gzip"),
      headers: headers)
  }

  private static func read(_ folder: String) throws(LoadError) -> [String: [UInt8]] {
    let root = URL(filePath: folder, directoryHint: .isDirectory)
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue,
      let walk = FileManager.default.enumerator(atPath: folder)
    else { throw .unreadable(folder) }
    var contents: [String: [UInt8]] = [:]
    for case let path as String in walk where !path.split(separator: "/").contains(where: { $0.hasPrefix(".") }) {
      let attributes = walk.fileAttributes
      guard attributes?[.type] as? FileAttributeType == .typeRegular else { continue }
      guard let data = try? Data(contentsOf: root.appending(path: path)) else { throw .unreadable(path) }
      let isOurScript = path.hasPrefix("js/") && path.hasSuffix(".js")
      contents[path] = isOurScript ? ScriptText.withoutComments(Array(data)) : Array(data)
    }
    return contents
  }

  /// The first hex digits of a digest.
  private static func version(_ digest: [UInt8]) -> String { Hex.encode(digest.prefix(versionLength / 2)) }

  private static func isVersion(_ segment: ArraySlice<UInt8>) -> Bool {
    segment.count == versionLength && segment.allSatisfy { Hex.value($0) != nil }
  }
}

extension Request {
  /// The conditional headers.
  public var conditions: Conditions {
    Conditions(
      ifMatch: headers["If-Match"], ifNoneMatch: headers["If-None-Match"], ifModifiedSince: headers["If-Modified-Since"],
      ifUnmodifiedSince: headers["If-Unmodified-Since"])
  }
}
