import Core

/// Some of the twelve, as a bit for each.
struct CatSet: Hashable, Sendable {
  static let none = CatSet(bits: 0)
  static let all = CatSet(bits: 1 << Int64(Cat.allCases.count) - 1)

  private(set) var bits: Int64

  /// - Precondition: they are within `all`.
  init(bits: Int64) { self.bits = bits }

  init(_ cats: some Sequence<Cat>) {
    bits = cats.reduce(0) { $0 | Self.bit(of: $1) }
  }

  /// In table order.
  var cats: [Cat] { Cat.allCases.filter(contains) }
  var isEmpty: Bool { bits == 0 }

  func contains(_ cat: Cat) -> Bool { bits & Self.bit(of: cat) != 0 }

  func with(_ cat: Cat, _ isIn: Bool) -> CatSet {
    CatSet(bits: isIn ? bits | Self.bit(of: cat) : bits & ~Self.bit(of: cat))
  }

  private static func bit(of cat: Cat) -> Int64 { 1 << Int64(cat.position) }
}

extension Fields {
  /// Names of cats, each once: a JSON list, or a field that a form repeats (`Call.form(numbering:)`).
  mutating func cats(_ name: String, atLeast least: Int = 0) -> CatSet {
    let problem = least == 0 ? "must be a list of names of cats, each once" : "must be a list of at least one name of a cat, each once"
    var names: [String] = []
    if isFromForm {
      while has("\(name).\(names.count + 1)"), names.count <= Cat.allCases.count {
        names.append(optionalText("\(name).\(names.count + 1)", 1...64) ?? "")
      }
    } else {
      names = texts(name, 0...Cat.allCases.count, upTo: 64, problem)
    }
    let cats = names.compactMap { Cat(rawValue: $0) }
    let set = CatSet(cats)
    if cats.count != names.count || set.cats.count != cats.count || cats.count < least { refuse(name, problem) }
    return set
  }
}
