import Core
import SQL

extension Cat: SQLEncodable, SQLDecodable {
  /// From 1, in table order.
  var sqlValue: SQLValue { .integer(Int64(position + 1)) }

  init(column: Column) throws(SQLError) {
    let number = try column.integer()
    guard (1...Int64(Self.allCases.count)).contains(number) else { throw .decoding(column: column.position, "\(number) is not a cat") }
    self = Self.allCases[Int(number) - 1]
  }
}

extension Deed: SQLEncodable, SQLDecodable {}

extension SpeechMode: SQLEncodable, SQLDecodable {}

extension CatSet: SQLEncodable, SQLDecodable {
  var sqlValue: SQLValue { .integer(bits) }

  init(column: Column) throws(SQLError) {
    let bits = try column.integer()
    guard (0...Self.all.bits).contains(bits) else { throw .decoding(column: column.position, "\(bits) is not a set of cats") }
    self.init(bits: bits)
  }
}

extension MoodLabel: SQLEncodable, SQLDecodable {
  var sqlValue: SQLValue { .text(name) }

  init(column: Column) throws(SQLError) {
    let text = try column.text()
    guard let label = MoodLabel(name: text) else { throw .decoding(column: column.position, "\(text) is not a mood") }
    self = label
  }
}

extension Levels {
  init(reading columns: inout RowReader) throws {
    self.init(try columns.next(), try columns.next(), try columns.next())
  }
}

extension KeptCat: RowDecodable {
  static let columns: SQL =
    "c.position, c.gain, c.is_awake, c.n, c.shown_at, c.reason, c.seq, c.row_at, c.pleasure, c.arousal, c.dominance, c.label"

  init(row: Row) throws {
    var columns = RowReader(row)
    cat = try columns.next()
    gain = try columns.next()
    isAwake = try columns.next()
    let number: Int64 = try columns.next()
    shownAt = try columns.next()
    reason = try columns.next()
    sequence = try columns.next()
    last =
      number == 0
      ? nil
      : CatMood.Last(number: number, at: try columns.next(), after: try Levels(reading: &columns), label: try columns.next())
  }
}

/// A row with whose deed it was.
struct OwnedRow: RowDecodable, Sendable {
  static let columns: SQL = """
    l.cat, l.n, l.at, l.deed, l.event, l.gain, l.habit, l.effect_p, l.effect_a, l.effect_d, l.after_p, l.after_a, l.after_d, l.label, l.member_id
    """

  let row: LedgerRow
  let member: UserID?

  init(row: Row) throws {
    var columns = RowReader(row)
    let cat: Cat = try columns.next()
    let (number, at): (Int64, Int64) = (try columns.next(), try columns.next())
    let name: String = try columns.next()
    guard let cause = LedgerRow.Cause(name: name) else { throw SQLError.decoding(column: 3, "\(name) is not a deed") }
    self.row = LedgerRow(
      cat: cat, number: number, at: at, cause: cause, event: try columns.next(), gain: try columns.next(), habit: try columns.next(),
      effect: try Levels(reading: &columns), after: try Levels(reading: &columns), label: try columns.next())
    member = try columns.next()
  }
}

/// A memory, and whose deed it is about.
struct OwnedMemory: RowDecodable, Sendable {
  static let columns: SQL = "m.id, m.cat, m.member_id, m.deed, m.event, m.at, m.opinion, m.heard_from"

  let cat: Cat
  let member: UserID
  let memory: Memory

  init(row: Row) throws {
    var columns = RowReader(row)
    let number: Int64 = try columns.next()
    cat = try columns.next()
    member = try columns.next()
    memory = Memory(
      number: number, deed: try columns.next(), event: try columns.next(), at: try columns.next(), opinion: try columns.next(),
      heardFrom: try columns.next())
  }
}
