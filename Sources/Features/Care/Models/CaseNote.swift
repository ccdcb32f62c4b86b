import Core
import JSON

/// A note that was written, or the same again for a repeated request.
public struct CaseNote: Sendable {
  static let lengths = 1...2_000

  /// As clients get it.
  public let json: [UInt8]

  init(note: CaseFile.Note) {
    var json = JSONWriter(capacity: 256)
    note.write(to: &json)
    self.json = json.bytes
  }

  init(remembered bytes: [UInt8]) throws { json = bytes }
}
