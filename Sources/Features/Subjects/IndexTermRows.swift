import Core
import SQL
import Words

/// The terms of a thing in the index, and the conditions on them.
///
/// Marks say of what kind a thing is, who made it, in which room, and for whom it is. They begin with `§`, which is in no word. So both
/// databases find them as fast as words, and things that a member may never see are not read.
enum IndexTermRows {
  static func text(of document: SearchDocument) -> String {
    var terms = [mark(document.kind), mark(document.audience)]
    if let author = document.author { terms.append(mark(author: author)) }
    if let room = document.room { terms.append(mark(room: room)) }
    if !document.words.isEmpty { terms.append(document.words) }
    return terms.joined(separator: " ")
  }

  // MARK: Marks

  private static func mark(_ kind: SubjectName) -> String { "§\(kind.rawValue)" }
  static func mark(author: UserID) -> String { "§by\(author)" }
  static func mark(room: RoomID) -> String { "§in\(room)" }

  private static func mark(_ audience: SearchDocument.Audience) -> String {
    switch audience {
    case .everybody: "§all"
    case .room(let room): "§room\(room)"
    case .owner(let owner): "§own\(owner)"
    }
  }

  /// One of these stands on everything that the viewer may find.
  private static func audiences(_ request: SearchRequest) -> [String] {
    [mark(.everybody), mark(.owner(request.viewer))] + request.rooms.map { mark(.room($0)) }
  }

  private static func filters(_ request: SearchRequest) -> [String] {
    [request.kind.map(mark), request.author.map(mark(author:)), request.room.map(mark(room:))].compactMap { $0 }
  }

  // MARK: Questions

  /// For SQLite. Words hold letters and digits only, so nothing in quotes has a meaning.
  static func match(_ request: SearchRequest) -> String {
    let terms = request.query.terms.map { (term: WordQuery.Term) -> String in
      switch term {
      case .prefix(let word): "\"\(text(word))\" *"
      case .phrase(let words): "\"\(text(words))\""
      }
    }
    let audience = "(" + audiences(request).map { "\"\($0)\"" }.joined(separator: " OR ") + ")"
    return (terms + filters(request).map { "\"\($0)\"" } + [audience]).joined(separator: " AND ")
  }

  /// For PostgreSQL, whose lexemes have no places: `phrases` asks for words in a row.
  static func tsquery(_ request: SearchRequest) -> String {
    let terms = request.query.terms.flatMap { (term: WordQuery.Term) -> [String] in
      switch term {
      case .prefix(let word): ["'\(text(word))':*"]
      case .phrase(let words): words.map { "'\(text($0))'" }
      }
    }
    let audience = "(" + audiences(request).map { "'\($0)'" }.joined(separator: " | ") + ")"
    return (terms + filters(request).map { "'\($0)'" } + [audience]).joined(separator: " & ")
  }

  /// That the text `d.terms` has the words of each phrase in a row, which `tsquery` leaves open.
  static func phrases(_ request: SearchRequest) -> SQL {
    var condition: SQL = "TRUE"
    for case .phrase(let words) in request.query.terms where words.count > 1 {
      condition = "\(condition) AND \(holds(" \(text(words)) ", in: "' ' || d.terms || ' '"))"
    }
    return condition
  }

  /// All of it, of the text `d.terms` with a space before and behind.
  static func condition(_ request: SearchRequest) -> SQL {
    var condition: SQL = "\(holds(oneOf: audiences(request)))"
    for mark in filters(request) { condition = "\(condition) AND \(holds(" \(mark) ", in: "d.terms"))" }
    for term in request.query.terms { condition = "\(condition) AND \(holds(term, in: "d.terms"))" }
    return condition
  }

  private static func holds(_ term: WordQuery.Term, in column: SQL) -> SQL {
    switch term {
    case .prefix(let word): holds(" \(text(word))", in: column)
    case .phrase(let words): holds(" \(text(words)) ", in: column)
    }
  }

  private static func holds(oneOf marks: [String]) -> SQL {
    var condition: SQL = "FALSE"
    for mark in marks { condition = "\(condition) OR \(holds(" \(mark) ", in: "d.terms"))" }
    return "(\(condition))"
  }

  private static func holds(_ text: String, in column: SQL) -> SQL {
    "\(sqlite: "instr", postgres: "strpos")(\(column), \(text)) > 0"
  }

  private static func text(_ word: [UInt8]) -> String { String(decoding: word, as: UTF8.self) }
  private static func text(_ words: [[UInt8]]) -> String { words.map { text($0) }.joined(separator: " ") }
}
