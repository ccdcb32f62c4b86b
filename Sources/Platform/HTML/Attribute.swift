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

  private static func text(_ name: StaticString, _ value: String) -> Attribute { Attribute(.plain(name), .text(value)) }
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

  /// `data-<key>`
  public static func data(_ key: StaticString, _ value: Int) -> Attribute { Attribute(.data(checked(key)), .number(Int64(value))) }

  /// `data-<key>`
  public static func data(_ key: StaticString, _ value: Int64) -> Attribute { Attribute(.data(checked(key)), .number(value)) }

  /// `data-<key>` without value.
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

  /// `formaction`, checked by `SafeURL`.
  public static func formAction(_ url: String) -> Attribute { .url(" formaction", url) }

  /// `poster`, checked by `SafeURL`.
  public static func poster(_ url: String) -> Attribute { .url(" poster", url) }

  // MARK: Text

  /// `id`
  public static func id(_ value: String) -> Attribute { .text(" id", value) }

  /// `title`
  public static func title(_ value: String) -> Attribute { .text(" title", value) }

  /// `lang`
  public static func lang(_ value: String) -> Attribute { .text(" lang", value) }

  /// `dir`
  public static func dir(_ value: String) -> Attribute { .text(" dir", value) }

  /// `role`
  public static func role(_ value: String) -> Attribute { .text(" role", value) }

  /// `name`
  public static func name(_ value: String) -> Attribute { .text(" name", value) }

  /// `value`
  public static func value(_ value: String) -> Attribute { .text(" value", value) }

  /// `type`
  public static func type(_ value: String) -> Attribute { .text(" type", value) }

  /// `rel`
  public static func rel(_ value: String) -> Attribute { .text(" rel", value) }

  /// `for`
  public static func htmlFor(_ value: String) -> Attribute { .text(" for", value) }

  /// `placeholder`
  public static func placeholder(_ value: String) -> Attribute { .text(" placeholder", value) }

  /// `autocomplete`
  public static func autocomplete(_ value: String) -> Attribute { .text(" autocomplete", value) }

  /// `pattern`
  public static func pattern(_ value: String) -> Attribute { .text(" pattern", value) }

  /// `accept`
  public static func accept(_ value: String) -> Attribute { .text(" accept", value) }

  /// `alt`
  public static func alt(_ value: String) -> Attribute { .text(" alt", value) }

  /// `content`
  public static func content(_ value: String) -> Attribute { .text(" content", value) }

  /// `charset`
  public static func charset(_ value: String) -> Attribute { .text(" charset", value) }

  /// `list`
  public static func list(_ value: String) -> Attribute { .text(" list", value) }

  /// `form`
  public static func form(_ value: String) -> Attribute { .text(" form", value) }

  /// `datetime`
  public static func datetime(_ value: String) -> Attribute { .text(" datetime", value) }

  /// `scope`
  public static func scope(_ value: String) -> Attribute { .text(" scope", value) }

  /// `headers`
  public static func headers(_ value: String) -> Attribute { .text(" headers", value) }

  /// `target`
  public static func target(_ value: String) -> Attribute { .text(" target", value) }

  /// `download`
  public static func download(_ value: String) -> Attribute { .text(" download", value) }

  /// `enctype`
  public static func enctype(_ value: String) -> Attribute { .text(" enctype", value) }

  /// `sandbox`
  public static func sandbox(_ value: String) -> Attribute { .text(" sandbox", value) }

  /// `allow`
  public static func allow(_ value: String) -> Attribute { .text(" allow", value) }

  /// `referrerpolicy`
  public static func referrerpolicy(_ value: String) -> Attribute { .text(" referrerpolicy", value) }

  /// `crossorigin`
  public static func crossorigin(_ value: String) -> Attribute { .text(" crossorigin", value) }

  /// `integrity`
  public static func integrity(_ value: String) -> Attribute { .text(" integrity", value) }

  /// `media`
  public static func media(_ value: String) -> Attribute { .text(" media", value) }

  /// `sizes`
  public static func sizes(_ value: String) -> Attribute { .text(" sizes", value) }

  /// `as`
  public static func `as`(_ value: String) -> Attribute { .text(" as", value) }

  /// `inputmode`
  public static func inputmode(_ value: String) -> Attribute { .text(" inputmode", value) }

  /// `enterkeyhint`
  public static func enterkeyhint(_ value: String) -> Attribute { .text(" enterkeyhint", value) }

  /// `autocapitalize`
  public static func autocapitalize(_ value: String) -> Attribute { .text(" autocapitalize", value) }

  /// `spellcheck`
  public static func spellcheck(_ value: String) -> Attribute { .text(" spellcheck", value) }

  /// `wrap`
  public static func wrap(_ value: String) -> Attribute { .text(" wrap", value) }

  /// `slot`
  public static func slot(_ value: String) -> Attribute { .text(" slot", value) }

  /// `loading`
  public static func loading(_ value: String) -> Attribute { .text(" loading", value) }

  /// `decoding`
  public static func decoding(_ value: String) -> Attribute { .text(" decoding", value) }

  /// `fetchpriority`
  public static func fetchpriority(_ value: String) -> Attribute { .text(" fetchpriority", value) }

  /// `preload`
  public static func preload(_ value: String) -> Attribute { .text(" preload", value) }

  /// `kind`
  public static func kind(_ value: String) -> Attribute { .text(" kind", value) }

  /// `srclang`
  public static func srclang(_ value: String) -> Attribute { .text(" srclang", value) }

  /// `label`
  public static func label(_ value: String) -> Attribute { .text(" label", value) }

  /// `abbr`
  public static func abbr(_ value: String) -> Attribute { .text(" abbr", value) }

  /// `accesskey`
  public static func accesskey(_ value: String) -> Attribute { .text(" accesskey", value) }

  /// `itemprop`
  public static func itemprop(_ value: String) -> Attribute { .text(" itemprop", value) }

  /// `property`
  public static func property(_ value: String) -> Attribute { .text(" property", value) }

  /// `color`
  public static func color(_ value: String) -> Attribute { .text(" color", value) }

  /// `min`: a number, date or time as the input's type asks.
  public static func min(_ value: String) -> Attribute { .text(" min", value) }

  /// `max`: a number, date or time as the input's type asks.
  public static func max(_ value: String) -> Attribute { .text(" max", value) }

  /// `step`: a number, date or time as the input's type asks.
  public static func step(_ value: String) -> Attribute { .text(" step", value) }

  /// `method` of a form.
  public static func method(_ method: FormMethod) -> Attribute { Attribute(.plain(" method"), .keyword(method.keyword)) }

  /// `formmethod` of a button.
  public static func formMethod(_ method: FormMethod) -> Attribute { Attribute(.plain(" formmethod"), .keyword(method.keyword)) }

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

  /// `width`
  public static func width(_ value: Int) -> Attribute { .number(" width", value) }

  /// `height`
  public static func height(_ value: Int) -> Attribute { .number(" height", value) }

  /// `rows`
  public static func rows(_ value: Int) -> Attribute { .number(" rows", value) }

  /// `cols`
  public static func cols(_ value: Int) -> Attribute { .number(" cols", value) }

  /// `minlength`
  public static func minLength(_ value: Int) -> Attribute { .number(" minlength", value) }

  /// `size`
  public static func size(_ value: Int) -> Attribute { .number(" size", value) }

  /// `tabindex`
  public static func tabIndex(_ value: Int) -> Attribute { .number(" tabindex", value) }

  /// `colspan`
  public static func colSpan(_ value: Int) -> Attribute { .number(" colspan", value) }

  /// `rowspan`
  public static func rowSpan(_ value: Int) -> Attribute { .number(" rowspan", value) }

  /// `start`
  public static func start(_ value: Int) -> Attribute { .number(" start", value) }

  /// `value` of an item or input.
  public static func value(_ value: Int) -> Attribute { .number(" value", value) }

  // MARK: Flags

  /// `checked`
  public static let checked = flag(" checked", true)

  /// `checked`, if so.
  public static func checked(_ isOn: Bool) -> Attribute { flag(" checked", isOn) }

  /// `disabled`
  public static let disabled = flag(" disabled", true)

  /// `disabled`, if so.
  public static func disabled(_ isOn: Bool) -> Attribute { flag(" disabled", isOn) }

  /// `required`
  public static let required = flag(" required", true)

  /// `required`, if so.
  public static func required(_ isOn: Bool) -> Attribute { flag(" required", isOn) }

  /// `readonly`
  public static let readOnly = flag(" readonly", true)

  /// `readonly`, if so.
  public static func readOnly(_ isOn: Bool) -> Attribute { flag(" readonly", isOn) }

  /// `multiple`
  public static let multiple = flag(" multiple", true)

  /// `multiple`, if so.
  public static func multiple(_ isOn: Bool) -> Attribute { flag(" multiple", isOn) }

  /// `selected`
  public static let selected = flag(" selected", true)

  /// `selected`, if so.
  public static func selected(_ isOn: Bool) -> Attribute { flag(" selected", isOn) }

  /// `hidden`
  public static let hidden = flag(" hidden", true)

  /// `hidden`, if so.
  public static func hidden(_ isOn: Bool) -> Attribute { flag(" hidden", isOn) }

  /// `open`
  public static let `open` = flag(" open", true)

  /// `open`, if so.
  public static func `open`(_ isOn: Bool) -> Attribute { flag(" open", isOn) }

  /// `autofocus`
  public static let autofocus = flag(" autofocus", true)

  /// `autofocus`, if so.
  public static func autofocus(_ isOn: Bool) -> Attribute { flag(" autofocus", isOn) }

  /// `novalidate`
  public static let noValidate = flag(" novalidate", true)

  /// `novalidate`, if so.
  public static func noValidate(_ isOn: Bool) -> Attribute { flag(" novalidate", isOn) }

  /// `defer`
  public static let `defer` = flag(" defer", true)

  /// `defer`, if so.
  public static func `defer`(_ isOn: Bool) -> Attribute { flag(" defer", isOn) }

  /// `async`
  public static let `async` = flag(" async", true)

  /// `async`, if so.
  public static func `async`(_ isOn: Bool) -> Attribute { flag(" async", isOn) }

  /// `reversed`
  public static let reversed = flag(" reversed", true)

  /// `reversed`, if so.
  public static func reversed(_ isOn: Bool) -> Attribute { flag(" reversed", isOn) }

  /// `controls`
  public static let controls = flag(" controls", true)

  /// `controls`, if so.
  public static func controls(_ isOn: Bool) -> Attribute { flag(" controls", isOn) }

  /// `loop`
  public static let loop = flag(" loop", true)

  /// `loop`, if so.
  public static func loop(_ isOn: Bool) -> Attribute { flag(" loop", isOn) }

  /// `muted`
  public static let muted = flag(" muted", true)

  /// `muted`, if so.
  public static func muted(_ isOn: Bool) -> Attribute { flag(" muted", isOn) }

  /// `autoplay`
  public static let autoplay = flag(" autoplay", true)

  /// `autoplay`, if so.
  public static func autoplay(_ isOn: Bool) -> Attribute { flag(" autoplay", isOn) }

  /// `playsinline`
  public static let playsInline = flag(" playsinline", true)

  /// `playsinline`, if so.
  public static func playsInline(_ isOn: Bool) -> Attribute { flag(" playsinline", isOn) }

  /// `inert`
  public static let inert = flag(" inert", true)

  /// `inert`, if so.
  public static func inert(_ isOn: Bool) -> Attribute { flag(" inert", isOn) }

  /// `default`
  public static let isDefault = flag(" default", true)

  /// `default`, if so.
  public static func isDefault(_ isOn: Bool) -> Attribute { flag(" default", isOn) }

  /// `formnovalidate`
  public static let formNoValidate = flag(" formnovalidate", true)

  /// `formnovalidate`, if so.
  public static func formNoValidate(_ isOn: Bool) -> Attribute { flag(" formnovalidate", isOn) }

  /// `popover`
  public static let popover = flag(" popover", true)

  /// `popover`, if so.
  public static func popover(_ isOn: Bool) -> Attribute { flag(" popover", isOn) }

  // MARK: Vector graphics

  /// `viewBox`
  public static func viewBox(_ value: String) -> Attribute { .text(" viewBox", value) }

  /// `d`
  public static func d(_ value: String) -> Attribute { .text(" d", value) }

  /// `fill`
  public static func fill(_ value: String) -> Attribute { .text(" fill", value) }

  /// `stroke`
  public static func stroke(_ value: String) -> Attribute { .text(" stroke", value) }

  /// `cx`
  public static func cx(_ value: String) -> Attribute { .text(" cx", value) }

  /// `cy`
  public static func cy(_ value: String) -> Attribute { .text(" cy", value) }

  /// `r`
  public static func r(_ value: String) -> Attribute { .text(" r", value) }

  /// `rx`
  public static func rx(_ value: String) -> Attribute { .text(" rx", value) }

  /// `ry`
  public static func ry(_ value: String) -> Attribute { .text(" ry", value) }

  /// `x`
  public static func x(_ value: String) -> Attribute { .text(" x", value) }

  /// `x1`
  public static func x1(_ value: String) -> Attribute { .text(" x1", value) }

  /// `x2`
  public static func x2(_ value: String) -> Attribute { .text(" x2", value) }

  /// `y`
  public static func y(_ value: String) -> Attribute { .text(" y", value) }

  /// `y1`
  public static func y1(_ value: String) -> Attribute { .text(" y1", value) }

  /// `y2`
  public static func y2(_ value: String) -> Attribute { .text(" y2", value) }

  /// `points`
  public static func points(_ value: String) -> Attribute { .text(" points", value) }

  /// `transform`
  public static func transform(_ value: String) -> Attribute { .text(" transform", value) }

  /// `stroke-width`
  public static func strokeWidth(_ value: String) -> Attribute { .text(" stroke-width", value) }

  /// `stroke-linecap`
  public static func strokeLineCap(_ value: String) -> Attribute { .text(" stroke-linecap", value) }

  /// `stroke-linejoin`
  public static func strokeLineJoin(_ value: String) -> Attribute { .text(" stroke-linejoin", value) }

  /// `stroke-dasharray`
  public static func strokeDashArray(_ value: String) -> Attribute { .text(" stroke-dasharray", value) }

  /// `fill-rule`
  public static func fillRule(_ value: String) -> Attribute { .text(" fill-rule", value) }

  /// `clip-rule`
  public static func clipRule(_ value: String) -> Attribute { .text(" clip-rule", value) }

  /// `opacity`
  public static func opacity(_ value: String) -> Attribute { .text(" opacity", value) }

  /// `preserveAspectRatio`
  public static func preserveAspectRatio(_ value: String) -> Attribute { .text(" preserveAspectRatio", value) }
}
