import Engine
import Glibc

/// A file of the operator's, opened for each request, so that it can be replaced while the server runs.
///
/// An answer keeps the file it has opened: one that is replaced by renaming another over it is sent to its end as it was.
public struct DiskFile: Sendable {
  /// Why a file cannot be served.
  public enum Failure: Error, Equatable, Sendable {
    /// There is nothing at the path.
    case missing
    /// `open` or `fstat` refused; the system's words for it.
    case unreadable(String)
    /// A folder, a device or a pipe.
    case notAFile
  }

  /// Which state of a file something is about. Another size, time of change or file is another state.
  public struct Stamp: Hashable, Sendable {
    /// In bytes.
    public let length: Int64
    /// Nanoseconds since 1970.
    public let modified: Int64
    let inode: UInt64

    /// Strong: two states of one path never share it, short of a clock set back to the nanosecond.
    public var tag: EntityTag {
      EntityTag([length, modified, Int64(bitPattern: inode)].map { String($0, radix: 36) }.joined(separator: "."))
    }
  }

  /// Where it is.
  public let path: String

  /// A file at `path`; whether it is there is found out by each request.
  public init(path: String) { self.path = path }

  /// Its present state. Blocks no longer than the file system takes to open it.
  public func stamp() throws(Failure) -> Stamp {
    let descriptor = try open()
    defer { close(descriptor) }
    return try Self.stamp(of: descriptor)
  }

  /// Opens it and answers 200, 206 or 416, with `Content-Type` left to the caller. The bytes go by sendfile.
  ///
  /// - Parameter tag: what names its bytes; nil for the tag of its present state.
  public func answer(_ request: FileRequest, tag: EntityTag? = nil) throws(Failure) -> Response {
    let descriptor = try open()
    let stamp: Stamp
    do throws(Failure) { stamp = try Self.stamp(of: descriptor) } catch {
      close(descriptor)
      throw error
    }
    let length = Int(stamp.length)
    let tag = tag ?? stamp.tag
    let part = ByteRange(range: request.range, ifRange: request.ifRange, length: length, tag: tag)
    var response = Response(headers: Headers(["Accept-Ranges": "bytes", "ETag": tag.description]))
    if let contentRange = part.contentRange(length: length) { response.headers.add("Content-Range", contentRange) }
    switch part {
    case .whole: response.body = .file(FileRegion(descriptor: descriptor, offset: 0, length: stamp.length))
    case .part(let range):
      response.status = 206
      response.body = .file(FileRegion(descriptor: descriptor, offset: Int64(range.lowerBound), length: Int64(range.count)))
    case .notSatisfiable:
      response.status = 416
      close(descriptor)
    }
    return response
  }

  /// Without waiting for a writer if the path turns out to be a pipe.
  private func open() throws(Failure) -> Int32 {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw errno == ENOENT ? .missing : .unreadable(String(cString: strerror(errno))) }
    return descriptor
  }

  private static func stamp(of descriptor: Int32) throws(Failure) -> Stamp {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .unreadable(String(cString: strerror(errno))) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile }
    let modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
    return Stamp(length: Int64(status.st_size), modified: modified, inode: UInt64(status.st_ino))
  }
}
