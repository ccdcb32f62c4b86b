import Core
import Engine
import HTTP
import JSON

/// Receives one uploaded file, piece by piece, in order.
public protocol UploadSink: AnyObject, Sendable {
  func write(_ bytes: [UInt8]) async throws
  /// The file is complete.
  func finish() async throws
  /// The upload failed, at this file or a later one: delete what was stored.
  func discard() async
}

/// A file kept in memory.
public struct UploadedFile: Equatable, Sendable {
  /// The field it was sent in.
  public let field: String
  /// The last component of the client's name for it, made safe.
  public let filename: String
  /// As the client claims; not checked against the bytes.
  public let claimedType: String?
  public let bytes: [UInt8]
}

extension Call {
  /// Whether the body is a multipart form, as forms with files send it.
  public var isMultipart: Bool { request.contentType?.essence == "multipart/form-data" }

  /// The body as a multipart form, its files handed to sinks as they arrive; the other fields are to be read with `Fields.read`.
  ///
  /// 415 for another content type, 413 when all is longer than `limit` or the text fields than 256 KiB, 400 when damaged. A file input
  /// that was left empty is ignored. When this throws, every sink has been discarded.
  ///
  /// - Parameter numbered: a field that may be given several times. They are called `alt.1`, `alt.2` and so on.
  public func multipart(
    upTo limit: Int = BodyLimit.multipart, numbering numbered: ShortName? = nil,
    file open: @escaping @Sendable (MultipartParser.Part) async throws -> any UploadSink
  ) async throws -> Fields {
    guard let type = request.contentType, let parser = MultipartParser(contentType: type) else { throw AppError.unsupportedMediaType }
    if let length = request.body.contentLength, length > limit { throw AppError(BodyError.tooLarge(limit: limit)) }
    var reading = MultipartReading(parser: parser, limit: limit, numbered: numbered, open: open)
    do {
      while let chunk = try await request.body.nextChunk() { try await reading.take(chunk) }
      return try reading.finish()
    } catch {
      await reading.discard()
      switch error {
      case let error as BodyError: throw AppError(error)
      case let error as MultipartParser.Malformed: throw AppError(error)
      default: throw error
      }
    }
  }

  /// The same with the files in memory.
  public func multipart(inMemory limit: Int) async throws -> (fields: Fields, files: [UploadedFile]) {
    let shelf = Shelf()
    let fields = try await multipart(upTo: limit) { await shelf.place(for: $0) }
    return (fields, await shelf.files)
  }
}

/// A form while it is read.
private struct MultipartReading {
  private enum Place {
    case nowhere
    case field(ShortName)
    case file(any UploadSink)
    /// A file input that was left empty.
    case emptyInput
  }

  private var parser: MultipartParser
  private let limit: Int
  private let numbered: ShortName?
  private var count = 0
  private let open: @Sendable (MultipartParser.Part) async throws -> any UploadSink
  private var received = 0
  private var textBytes = 0
  /// Of the field being read.
  private var text: [UInt8] = []
  private var place = Place.nowhere
  private var fields: [(name: ShortName, value: String)] = []
  private var sinks: [any UploadSink] = []

  init(
    parser: MultipartParser, limit: Int, numbered: ShortName?,
    open: @escaping @Sendable (MultipartParser.Part) async throws -> any UploadSink
  ) {
    self.parser = parser
    self.limit = limit
    self.numbered = numbered
    self.open = open
  }

  mutating func take(_ chunk: [UInt8]) async throws {
    received += chunk.count
    guard received <= limit else { throw BodyError.tooLarge(limit: limit) }
    for event in try parser.consume(chunk) {
      switch event {
      case .began(let part): try await begin(part)
      case .content(let bytes): try await add(bytes)
      case .ended: try await end()
      case .finished: break
      }
    }
  }

  mutating func finish() throws -> Fields {
    try parser.finish()
    return Fields(form: fields)
  }

  func discard() async {
    for sink in sinks { await sink.discard() }
  }

  private mutating func begin(_ part: MultipartParser.Part) async throws {
    guard let filename = part.filename else {
      place = .field(part.name)
      text = []
      return
    }
    guard !filename.isEmpty else {
      place = .emptyInput
      return
    }
    let sink = try await open(part)
    sinks.append(sink)
    place = .file(sink)
  }

  private mutating func add(_ bytes: [UInt8]) async throws {
    switch place {
    case .nowhere, .emptyInput: break
    case .field:
      textBytes += bytes.count
      guard textBytes <= BodyLimit.form else { throw BodyError.tooLarge(limit: BodyLimit.form) }
      text += bytes
    case .file(let sink): try await sink.write(bytes)
    }
  }

  private mutating func end() async throws {
    switch place {
    case .nowhere, .emptyInput: break
    case .field(let name):
      guard let text = String(validating: text, as: UTF8.self) else { throw AppError(.badRequest, "The form is not UTF-8") }
      if name == numbered { count += 1 }
      fields.append((name == numbered ? ShortName("\(name).\(count)") : name, text))
    case .file(let sink): try await sink.finish()
    }
    place = .nowhere
  }
}

extension AppError {
  init(_ error: MultipartParser.Malformed) {
    switch error {
    case .tooManyParts, .headersTooLarge: self.init(.payloadTooLarge, "The form has too many parts, or too long ones")
    case .missingDelimiter, .partHeaders, .truncated: self.init(.badRequest, "The form cannot be read")
    }
  }
}

/// Files in memory, in the order they came.
private actor Shelf {
  private(set) var files: [UploadedFile] = []

  func place(for part: MultipartParser.Part) -> any UploadSink { Place(part, on: self) }

  func put(_ file: UploadedFile) { files.append(file) }

  private actor Place: UploadSink {
    private let part: MultipartParser.Part
    private let shelf: Shelf
    private var bytes: [UInt8] = []

    init(_ part: MultipartParser.Part, on shelf: Shelf) {
      self.part = part
      self.shelf = shelf
    }

    func write(_ more: [UInt8]) { bytes += more }

    func finish() async {
      await shelf.put(
        UploadedFile(field: part.name.description, filename: part.filename ?? "", claimedType: part.contentType, bytes: bytes))
    }

    func discard() { bytes = [] }
  }
}
