import Core
import HTML

/// One thing a form asks: label, control, help, and what was wrong with the last answer.
public struct Field: View {
  public enum Control: Sendable {
    case text, email, search, date
    /// With a button that shows what was typed.
    case password
    case lines(Int)
    case choice([Option])
  }

  /// How much of a text is accepted, counted as the server does. Browsers let more in and tell what is too much: what would silently be
  /// cut away is lost.
  public enum Limit: Sendable, ExpressibleByIntegerLiteral {
    /// Unicode scalars, without the white space at both ends.
    case characters(Int)
    /// Unicode scalars of a text that is kept as it is.
    case verbatim(Int)
    case bytes(Int)

    public init(integerLiteral value: Int) { self = .characters(value) }

    private var most: Int {
      switch self {
      case .characters(let most), .verbatim(let most), .bytes(let most): most
      }
    }

    /// The most there may be, for the script.
    var attribute: Attribute { .data("limit", most) }

    /// How that is counted.
    var counting: Attribute {
      switch self {
      case .characters: .none
      case .verbatim: .data("counts", "verbatim")
      case .bytes: .data("counts", "bytes")
      }
    }
  }

  public struct Option: Sendable {
    public let value: String
    public let name: String

    public init(_ value: String, _ name: String) {
      self.value = value
      self.name = name
    }
  }

  private let text: String
  private let name: String
  private let control: Control
  private let value: String
  private let help: String?
  private let error: String?
  private let limit: Limit?
  private let completion: String?
  private let isOptional: Bool
  private let takesFocus: Bool
  private let isDisabled: Bool

  /// - Parameters:
  ///   - error: what was wrong with it; nil when nothing was.
  ///   - limit: how much is accepted; passwords have a limit without it.
  ///   - completion: the `autocomplete` token, such as `username` or `new-password`.
  ///   - isDisabled: whether it is shown but cannot be filled in yet. Browsers do not send a disabled field.
  public init(
    _ text: String, name: String, _ control: Control = .text, value: String = "", help: String? = nil, error: String? = nil,
    limit: Limit? = nil, completion: String? = nil, isOptional: Bool = false, takesFocus: Bool = false, isDisabled: Bool = false
  ) {
    self.text = text
    self.name = name
    self.control = control
    self.value = value
    self.help = help
    self.error = error
    if case .password = control { self.limit = limit ?? .bytes(1_024) } else { self.limit = limit }
    self.completion = completion
    self.isOptional = isOptional
    self.takesFocus = takesFocus
    self.isDisabled = isDisabled
  }

  /// The control's element id, for links to it.
  public static func id(of name: String) -> String { "field-\(name)" }

  public var body: some HTML {
    div(.class("field"), .class("wrong", when: error != nil)) {
      div(.class("name")) {
        label(.htmlFor(Self.id(of: name))) { text }
        if isOptional { span(.class("optional")) { "(optional)" } }
      }
      if let help { p(.class("help"), .id("help-\(name)")) { help } }
      answer
      if let error {
        p(.class("error"), .id("error-\(name)")) { error }
      }
    }
  }

  @HTMLBuilder private var answer: some HTML {
    switch control {
    case .text: line(type: "text")
    case .email: line(type: "email")
    case .search: line(type: "search")
    case .date: line(type: "date")
    case .password:
      div(.class("with-button")) {
        line(type: "password")
        button(
          .class("button"), .type("button"), .hidden, .data("shows", Self.id(of: name)), .aria("controls", Self.id(of: name)),
          .aria("pressed", false)
        ) { "Show" }
      }
    case .lines(let rows):
      textarea(
        .class("input"), .id(Self.id(of: name)), .name(name), .rows(rows), .dir("auto"), .with(limit) { $0.attribute },
        .with(limit) { $0.counting },
        .required(!isOptional),
        .autofocus(takesFocus), .disabled(isDisabled), description, validity
      ) { value }
    case .choice(let options):
      select(.class("input"), .id(Self.id(of: name)), .name(name), .autofocus(takesFocus), .disabled(isDisabled), description, validity) {
        for choice in options {
          option(.value(choice.value), .selected(choice.value == value)) { choice.name }
        }
      }
    }
  }

  private func line(type: String) -> some HTML {
    input(
      .class("input"), .id(Self.id(of: name)), .name(name), .type(type), .when(type != "password", .value(value)),
      .when(type == "text" || type == "search", .dir("auto")), .with(limit) { $0.attribute }, .with(limit) { $0.counting },
      .with(completion) { .autocomplete($0) }, .required(!isOptional), .autofocus(takesFocus), .disabled(isDisabled),
      .when(type != "search", .autocapitalize("none")), .spellcheck("false"), description, validity)
  }

  private var description: Attribute {
    let ids = [help.map { _ in "help-\(name)" }, error.map { _ in "error-\(name)" }].compactMap(\.self)
    return .when(!ids.isEmpty, .aria("describedby", ids.joined(separator: " ")))
  }

  private var validity: Attribute { .when(error != nil, .aria("invalid", true)) }
}

/// What kept a form from being accepted, above the form, each with a way to its field. Nothing when there is nothing.
public struct FormErrors: View {
  private let message: String?
  private let problems: [(name: String, label: String, problem: String)]

  /// - Parameter labels: the form's fields in the order they stand, by name, with their labels.
  public init(_ error: AppError?, labels: KeyValuePairs<String, String> = [:]) {
    self.init(error, fields: labels.map { (name: $0, label: $1) })
  }

  /// The same for a form whose fields are numbered.
  public init(_ error: AppError?, fields: [(name: String, label: String)]) {
    // What concerns no field of the form is told by the message alone.
    let isAboutFields = fields.contains { error?.details[$0.name] != nil }
    message = error.map { isAboutFields ? Self.headline : $0.message }
    problems = fields.compactMap { field in error?.details[field.name].map { (field.name, field.label, $0) } }
  }

  /// What stands above problems of single fields.
  static let headline = "Please check these fields"

  /// - Parameters:
  ///   - message: what is wrong as a whole, such as a wrong password.
  ///   - details: field name to what is wrong with it.
  ///   - labels: the form's fields in the order they stand, by name, with their labels.
  public init(_ message: String?, details: [String: String] = [:], labels: KeyValuePairs<String, String> = [:]) {
    self.message = message
    problems = labels.compactMap { name, label in details[name].map { (name, label, $0) } }
  }

  public var body: some HTML {
    if message != nil || !problems.isEmpty {
      div(.class("errors"), .role("alert")) {
        h2 { message ?? Self.headline }
        if !problems.isEmpty {
          ul {
            for entry in problems {
              li { a(.href("#" + Field.id(of: entry.name))) { "\(entry.label): \(entry.problem)" } }
            }
          }
        }
      }
    }
  }
}
