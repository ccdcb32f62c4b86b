/// A statement without its values, by which a cache recognises it: the addresses of its literals, which never move.
struct StatementShape {
  private let pieces: [SQL.Piece]

  init(_ sql: SQL) {
    pieces = sql.pieces.map { piece in if case .value = piece { .value(.null) } else { piece } }
  }

  func matches(_ sql: SQL) -> Bool {
    guard pieces.count == sql.pieces.count else { return false }
    for index in pieces.indices {
      switch (pieces[index], sql.pieces[index]) {
      case (.value, .value): continue
      case (.literal(let left), .literal(let right)) where left.address == right.address && left.length == right.length: continue
      case (.dialect(let left, _), .dialect(let right, _)) where left.address == right.address && left.length == right.length: continue
      case (.text(let left), .text(let right)) where left == right: continue
      default: return false
      }
    }
    return true
  }
}

extension SQL {
  /// Equal for statements of equal shape.
  var identity: UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    func mix(_ word: UInt) { hash = (hash ^ UInt64(word)) &* 0x9e37_79b9_7f4a_7c15 }
    for piece in pieces {
      switch piece {
      case .literal(let literal): mix(literal.address &+ literal.length)
      case .dialect(let literal, _): mix(literal.address &+ literal.length)
      case .text(let text): mix(UInt(bitPattern: text.hashValue))
      case .value: mix(1)
      }
      hash ^= hash >> 29
    }
    return hash
  }
}

extension StaticString {
  fileprivate var address: UInt { hasPointerRepresentation ? UInt(bitPattern: utf8Start) : UInt(unicodeScalar.value) }
  fileprivate var length: UInt { hasPointerRepresentation ? UInt(utf8CodeUnitCount) : 0 }
}
