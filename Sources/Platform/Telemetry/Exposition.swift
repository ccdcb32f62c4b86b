/// Prometheus' text format 0.0.4 while it is being written.
public struct Exposition {
  var bytes: [UInt8] = []

  mutating func header(_ name: String, _ help: String, _ kind: String) {
    line("# HELP \(name) \(Self.escaped(help, quotes: false))")
    line("# TYPE \(name) \(kind)")
  }

  /// Appends one sample; `labels` is the ready label text without braces.
  public mutating func sample(_ name: String, _ labels: String, _ value: Double) {
    line(labels.isEmpty ? "\(name) \(Self.number(value))" : "\(name){\(labels)} \(Self.number(value))")
  }

  static func labels(_ names: [String], _ values: [String]) -> String {
    zip(names, values).map { "\($0)=\"\(escaped($1, quotes: true))\"" }.joined(separator: ",")
  }

  static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
    if let whole = Int64(exactly: value) { return String(whole) }
    return value.description
  }

  private static func escaped(_ text: String, quotes: Bool) -> String {
    text.unicodeScalars.reduce(into: "") { result, scalar in
      switch scalar {
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\"" where quotes: result += "\\\""
      default: result.unicodeScalars.append(scalar)
      }
    }
  }

  private mutating func line(_ text: String) {
    bytes.append(contentsOf: text.utf8)
    bytes.append(UInt8(ascii: "\n"))
  }
}
