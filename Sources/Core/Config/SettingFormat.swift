import Foundation

/// What is wrong with a setting's text, as its error line says it after the key: `must be on or off`. The text itself is not repeated,
/// because it may be a secret.
public struct SettingProblem: Error {
  public let text: String
  public init(_ text: String) { self.text = text }
}

/// How the text of a setting becomes a value, and a value becomes text.
public struct SettingFormat<Value: Sendable>: Sendable {
  public let parse: @Sendable (String) throws(SettingProblem) -> Value
  /// As an environment variable would hold it, without secrets.
  public let print: @Sendable (Value) -> String
  /// Looks at the file or folder that the value names.
  public let check: @Sendable (Value, ConfigUse) throws(SettingProblem) -> Void

  public init(
    parse: @escaping @Sendable (String) throws(SettingProblem) -> Value, print: @escaping @Sendable (Value) -> String,
    check: @escaping @Sendable (Value, ConfigUse) throws(SettingProblem) -> Void = { _, _ in }
  ) {
    self.parse = parse
    self.print = print
    self.check = check
  }

  /// The same format for a setting that may be unset.
  static func optional<Wrapped>(_ format: SettingFormat<Wrapped>) -> Self where Value == Wrapped? {
    Self(parse: format.parse, print: { $0.map(format.print) ?? "" }) { value, use throws(SettingProblem) in
      if let value { try format.check(value, use) }
    }
  }

  /// `off` is nil; any other text is of `format`.
  public static func orOff<Wrapped>(_ format: SettingFormat<Wrapped>) -> Self where Value == Wrapped? {
    Self(
      parse: { text throws(SettingProblem) in text == "off" ? nil : try format.parse(text) },
      print: { $0.map(format.print) ?? "off" })
  }

  /// One of the enumeration's raw values.
  public static func choice() -> Self where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    Self(
      parse: { text throws(SettingProblem) in
        guard let value = Value(rawValue: text) else {
          throw SettingProblem("must be one of " + Value.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return value
      }, print: \.rawValue)
  }

  /// Entries separated by commas; `problem` says what one has to be, such as `must be addresses separated by commas`.
  public static func list<Element>(
    _ problem: String, print: @escaping @Sendable (Element) -> String = { "\($0)" }, _ read: @escaping @Sendable (String) -> Element?
  ) -> Self where Value == [Element] {
    Self(
      parse: { text throws(SettingProblem) in try SettingText.entries(of: text, problem, read) },
      print: { $0.map(print).joined(separator: ",") })
  }
}

extension SettingFormat<String> {
  /// Any text.
  public static var text: Self { Self(parse: { $0 }, print: { $0 }) }
}

extension SettingFormat<Secret> {
  /// Any text; printed as `(set)`.
  public static var secret: Self { Self(parse: { Secret($0) }, print: { _ in "(set)" }) }
}

extension SettingFormat<Bool> {
  public static var onOff: Self {
    Self(
      parse: { text throws(SettingProblem) in
        switch text.lowercased() {
        case "on", "true", "1", "yes": true
        case "off", "false", "0", "no": false
        default: throw SettingProblem("must be on or off")
        }
      }, print: { $0 ? "on" : "off" })
  }
}

extension SettingFormat<Int> {
  public static func integer(_ range: ClosedRange<Int>) -> Self {
    Self(parse: { text throws(SettingProblem) in try SettingText.integer(text, range) }, print: { "\($0)" })
  }
}

extension SettingFormat<Duration> {
  /// Whole seconds.
  public static func seconds(_ range: ClosedRange<Int>) -> Self {
    Self(
      parse: { text throws(SettingProblem) in .seconds(try SettingText.integer(text, range)) }, print: { "\($0.components.seconds)" })
  }

  /// Whole days.
  public static func days(_ range: ClosedRange<Int>) -> Self {
    Self(
      parse: { text throws(SettingProblem) in .days(try SettingText.integer(text, range)) },
      print: { "\($0.components.seconds / 86_400)" })
  }
}

/// What several formats read alike.
enum SettingText {
  static func integer(_ text: String, _ range: ClosedRange<Int>) throws(SettingProblem) -> Int {
    guard let value = Int(text), range.contains(value) else {
      throw SettingProblem("must be a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  static func entries<Element>(of text: String, _ problem: String, _ read: (String) -> Element?) throws(SettingProblem) -> [Element] {
    var elements: [Element] = []
    for part in text.split(separator: ",") {
      let entry = part.trimmingCharacters(in: .whitespaces)
      if entry.isEmpty { continue }
      guard let element = read(entry) else { throw SettingProblem(problem) }
      elements.append(element)
    }
    return elements
  }
}
