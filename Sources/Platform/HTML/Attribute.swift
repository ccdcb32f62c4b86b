/// An attribute of an element.
///
/// Values are escaped; URLs are checked (`SafeURL`); there is no way to write an inline style or an event handler. Several `.class`
/// attributes on one element become one.
public struct Attribute: Sendable {
  enum Kind: Sendable {
    case none
    case `class`
    /// With its leading space.
    case plain(StaticString)
    case data(StaticString)
    case aria(StaticString)

    var isClass: Bool { if case .class = self { true } else { false } }
  }

  enum Value: Sendable {
    case flag
    case text(String)
    case keyword(StaticString)
    case number(Int64)
  }

  let kind: Kind
  let value: Value

  private init(_ kind: Kind, _ value: Value) {
    self.kind = kind
    self.value = value
  }

  static func text(_ name: StaticString, _ value: String) -> Attribute { Attribute(.plain(name), .text(value)) }
  private static func number(_ name: StaticString, _ value: Int) -> Attribute { Attribute(.plain(name), .number(Int64(value))) }
  private static func url(_ name: StaticString, _ value: String) -> Attribute { Attribute(.plain(name), .text(SafeURL.checked(value))) }
  private static func flag(_ name: StaticString, _ isOn: Bool) -> Attribute { isOn ? Attribute(.plain(name), .flag) : .none }

  // MARK: Combining

  /// No attribute.
  public static let none = Attribute(.none, .flag)

  /// The attribute when the condition holds.
  public static func when(_ condition: Bool, _ attribute: @autoclosure () -> Attribute) -> Attribute { condition ? attribute() : .none }

  /// The attribute made of the value, if there is one.
  public static func with<Value>(_ value: Value?, _ attribute: (Value) -> Attribute) -> Attribute { value.map(attribute) ?? .none }

  // MARK: Classes, data, accessibility

  /// Class names, separated by spaces.
  public static func `class`(_ names: String) -> Attribute { Attribute(.class, .text(names)) }

  /// Class names when the condition holds.
  public static func `class`(_ names: String, when condition: Bool) -> Attribute { condition ? .class(names) : .none }

  /// `data-<key>`; keys are lower-case letters, digits and hyphens.
  public static func data(_ key: StaticString, _ value: String) -> Attribute { Attribute(.data(checked(key)), .text(value)) }

  public static func data(_ key: StaticString, _ value: Int) -> Attribute { Attribute(.data(checked(key)), .number(Int64(value))) }

  public static func data(_ key: StaticString, _ value: Int64) -> Attribute { Attribute(.data(checked(key)), .number(value)) }

  public static func data(_ key: StaticString) -> Attribute { Attribute(.data(checked(key)), .flag) }

  /// `aria-<key>`; keys are lower-case letters.
  public static func aria(_ key: StaticString, _ value: String) -> Attribute { Attribute(.aria(checked(key)), .text(value)) }

  /// `aria-<key>` with `true` or `false`.
  public static func aria(_ key: StaticString, _ value: Bool) -> Attribute {
    Attribute(.aria(checked(key)), .keyword(value ? "true" : "false"))
  }

  /// Keys come from literals; one that is not a plain name is a programming error and stops the process at once.
  private static func checked(_ key: StaticString) -> StaticString {
    key.withUTF8Buffer { bytes in
      precondition(!bytes.isEmpty, "an attribute needs a name")
      for byte in bytes {
        precondition((byte >= 0x61 && byte <= 0x7A) || (byte >= 0x30 && byte <= 0x39) || byte == 0x2D, "not an attribute name: \(key)")
      }
    }
    return key
  }

  // MARK: URLs

  /// `href`, checked by `SafeURL`.
  public static func href(_ url: String) -> Attribute { .url(" href", url) }

  /// `src`, checked by `SafeURL`.
  public static func src(_ url: String) -> Attribute { .url(" src", url) }

  /// `action`, checked by `SafeURL`.
  public static func action(_ url: String) -> Attribute { .url(" action", url) }

  /// The id of the `datalist` with suggestions.
  public static func list(_ value: String) -> Attribute { .text(" list", value) }
  /// The id of the form that a button outside of it belongs to.
  public static func form(_ id: String) -> Attribute { .text(" form", id) }
  /// `formaction`, checked by `SafeURL`.
  public static func formAction(_ url: String) -> Attribute { .url(" formaction", url) }

  // MARK: Text

  public static func lang(_ value: String) -> Attribute { .text(" lang", value) }

  public static func id(_ value: String) -> Attribute { .text(" id", value) }

  public static func title(_ value: String) -> Attribute { .text(" title", value) }

  public static func dir(_ value: String) -> Attribute { .text(" dir", value) }

  public static func role(_ value: String) -> Attribute { .text(" role", value) }

  public static func name(_ value: String) -> Attribute { .text(" name", value) }

  public static func value(_ value: String) -> Attribute { .text(" value", value) }

  public static func type(_ value: String) -> Attribute { .text(" type", value) }

  public static func rel(_ value: String) -> Attribute { .text(" rel", value) }

  public static func htmlFor(_ value: String) -> Attribute { .text(" for", value) }

  public static func placeholder(_ value: String) -> Attribute { .text(" placeholder", value) }

  public static func autocomplete(_ value: String) -> Attribute { .text(" autocomplete", value) }

  public static func alt(_ value: String) -> Attribute { .text(" alt", value) }

  public static func content(_ value: String) -> Attribute { .text(" content", value) }

  public static func charset(_ value: String) -> Attribute { .text(" charset", value) }

  public static func datetime(_ value: String) -> Attribute { .text(" datetime", value) }

  public static func scope(_ value: String) -> Attribute { .text(" scope", value) }

  public static func srcset(_ value: String) -> Attribute { .text(" srcset", value) }

  public static let controls = flag(" controls", true)

  public static func preload(_ value: String) -> Attribute { .text(" preload", value) }

  /// How a form's body is encoded.
  public static func enctype(_ value: String) -> Attribute { .text(" enctype", value) }

  /// The types that a file input takes.
  public static func accept(_ value: String) -> Attribute { .text(" accept", value) }

  /// Several files may be chosen.
  public static func multiple(_ isOn: Bool) -> Attribute { flag(" multiple", isOn) }

  public static func sizes(_ value: String) -> Attribute { .text(" sizes", value) }

  public static func enterkeyhint(_ value: String) -> Attribute { .text(" enterkeyhint", value) }

  public static func autocapitalize(_ value: String) -> Attribute { .text(" autocapitalize", value) }

  /// Whether a textarea breaks long lines; `off` for code.
  public static func wrap(_ value: String) -> Attribute { .text(" wrap", value) }
  public static func spellcheck(_ value: String) -> Attribute { .text(" spellcheck", value) }

  /// `sandbox=""`: nothing is allowed.
  public static let sandbox = text(" sandbox", "")

  public static func referrerPolicy(_ value: String) -> Attribute { .text(" referrerpolicy", value) }

  public static func loading(_ value: String) -> Attribute { .text(" loading", value) }

  /// `min`: a number, date or time as the input's type asks.
  public static func min(_ value: String) -> Attribute { .text(" min", value) }

  /// `step`: how far apart the values of a range are.
  public static func step(_ value: String) -> Attribute { .text(" step", value) }

  /// `max`: a number, date or time as the input's type asks.
  public static func max(_ value: String) -> Attribute { .text(" max", value) }

  /// `method` of a form.
  public static func method(_ method: FormMethod) -> Attribute { Attribute(.plain(" method"), .keyword(method.keyword)) }

  /// What a form does.
  public enum FormMethod: Sendable {
    case get, post, dialog

    fileprivate var keyword: StaticString {
      switch self {
      case .get: "get"
      case .post: "post"
      case .dialog: "dialog"
      }
    }
  }

  // MARK: Numbers

  public static func width(_ value: Int) -> Attribute { .number(" width", value) }

  public static func height(_ value: Int) -> Attribute { .number(" height", value) }

  public static func rows(_ value: Int) -> Attribute { .number(" rows", value) }

  public static func tabIndex(_ value: Int) -> Attribute { .number(" tabindex", value) }

  /// `value` of an item or input.
  public static func value(_ value: Int) -> Attribute { .number(" value", value) }

  // MARK: Flags

  public static func checked(_ isOn: Bool) -> Attribute { flag(" checked", isOn) }

  public static func disabled(_ isOn: Bool) -> Attribute { flag(" disabled", isOn) }

  public static let readOnly = flag(" readonly", true)

  public static let required = flag(" required", true)

  public static func required(_ isOn: Bool) -> Attribute { flag(" required", isOn) }

  public static func selected(_ isOn: Bool) -> Attribute { flag(" selected", isOn) }

  public static let hidden = flag(" hidden", true)

  public static func hidden(_ isOn: Bool) -> Attribute { flag(" hidden", isOn) }

  public static let `open` = flag(" open", true)

  public static let autofocus = flag(" autofocus", true)

  public static func autofocus(_ isOn: Bool) -> Attribute { flag(" autofocus", isOn) }

  public static let `defer` = flag(" defer", true)
}
