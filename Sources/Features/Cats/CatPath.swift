import Core

/// Where cats are found.
enum CatPath {
  static let list = "/cats"

  static func cat(_ cat: Cat, ago: Int64 = 0) -> String { Link("cats", cat.name, query: ["ago": ago == 0 ? nil : String(ago)]).text }
  static func face(_ cat: Cat, _ label: MoodLabel) -> String { Link("cats", cat.name, "face", label.word + ".svg").text }
  static func pet(_ cat: Cat) -> String { Link("cats", cat.name, "pet").text }
  static func keeper(_ cat: Cat) -> String { Link("cats", cat.name, "keeper").text }
  static func reset(_ cat: Cat) -> String { Link("cats", cat.name, "reset").text }
  static func ledger(_ cat: Cat, before number: Int64? = nil) -> String {
    Link("cats", cat.name, "ledger", query: ["before": number.map { String($0) }]).text
  }
}
