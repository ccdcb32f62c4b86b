/// The formats that are taken, recognised by their first bytes and nothing else.
public enum MediaFormat: String, CaseIterable, Sendable {
  case jpeg, png, gif, webp, avif, mp3, wav, ogg, webm

  public enum Kind: String, Sendable {
    case image, audio
  }

  public var kind: Kind {
    switch self {
    case .jpeg, .png, .gif, .webp, .avif: .image
    case .mp3, .wav, .ogg, .webm: .audio
    }
  }

  /// How many bytes of the beginning `init(signature:)` looks at.
  public static let signatureLength = 64

  /// Nil for anything else.
  public init?(signature bytes: some Collection<UInt8>) {
    let head = Array(bytes.prefix(Self.signatureLength))
    guard let format = Self.allCases.first(where: { $0.begins(head) }) else { return nil }
    self = format
  }

  private func begins(_ head: [UInt8]) -> Bool {
    switch self {
    case .jpeg: head.starts(with: [0xFF, 0xD8, 0xFF])
    case .png: head.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    case .gif: head.starts(with: "GIF87a".utf8) || head.starts(with: "GIF89a".utf8)
    case .webp: head.starts(with: "RIFF".utf8) && head.dropFirst(8).starts(with: "WEBP".utf8)
    case .avif: Self.isAVIF(head)
    case .mp3: head.starts(with: "ID3".utf8) || Self.isLayer3Frame(head)
    case .wav: head.starts(with: "RIFF".utf8) && head.dropFirst(8).starts(with: "WAVE".utf8)
    case .ogg: head.starts(with: "OggS".utf8)
    case .webm: head.starts(with: [0x1A, 0x45, 0xDF, 0xA3]) && Self.namesWebM(head)
    }
  }

  /// A file type box whose brands name AVIF: `avif`, or `avis` for a sequence.
  private static func isAVIF(_ head: [UInt8]) -> Bool {
    guard head.count >= 16, head[4..<8].elementsEqual("ftyp".utf8) else { return false }
    let length = head[0..<4].reduce(0) { $0 << 8 | Int($1) }
    let end = min(length, head.count)
    // The major brand, then after the version the compatible ones.
    return stride(from: 8, to: max(end - 3, 8), by: 4).contains { place in
      place != 12 && (head[place..<place + 4].elementsEqual("avif".utf8) || head[place..<place + 4].elementsEqual("avis".utf8))
    }
  }

  /// A frame header of MPEG 1, 2 or 2.5, layer III, with a possible bit rate and sample rate.
  private static func isLayer3Frame(_ head: [UInt8]) -> Bool {
    guard head.count >= 4, head[0] == 0xFF, head[1] & 0xE6 == 0xE2, head[1] & 0x18 != 0x08 else { return false }
    return head[2] & 0xF0 != 0xF0 && head[2] & 0xF0 != 0 && head[2] & 0x0C != 0x0C
  }

  /// The document type in the EBML header: element 4282 with the text `webm`.
  private static func namesWebM(_ head: [UInt8]) -> Bool {
    let wanted: [UInt8] = [0x42, 0x82, 0x84] + Array("webm".utf8)
    guard head.count >= wanted.count else { return false }
    return (0...head.count - wanted.count).contains { head[$0..<$0 + wanted.count].elementsEqual(wanted) }
  }
}
