import Core
import JSON

/// A verse as a request names it.
enum VerseReference: Hashable, Sendable {
  case verse(VerseID)
  /// An empty verse that is to be made.
  case new
  /// `#1` and so on: one of the verses of the same proposal.
  case numbered(Int)

  static let mostNumbered = 10

  init?(_ scalar: JSONValue) {
    switch scalar {
    case .int(let id) where id > 0: self = .verse(VerseID(id))
    case .string(let text):
      let name = ShortName(text)
      if name == "new" {
        self = .new
      } else if let number = (1...Self.mostNumbered).first(where: { name == ShortName("#\($0)") }) {
        self = .numbered(number)
      } else {
        return nil
      }
    default: return nil
    }
  }
}

/// A choice as it was sent: its shape is right, what it names is still to be found.
struct ChoiceDraft: Sendable {
  enum When: Sendable {
    /// As `all` or `any`, as it was sent.
    case condition(Condition<VerseReference>?, sentAs: Condition<VerseReference>.Joint)
    case text(String)
  }

  enum Then: Sendable {
    case effects([StoryEffect])
    case text(String)
  }

  /// Of the field that a problem belongs to: `choices.0`, or `choice_1` in a form.
  let field: Field
  var id: ChoiceID?
  let label: String
  let to: VerseReference
  let when: When
  let then: Then

  struct Field: Hashable, Sendable {
    let name: String
    let isForm: Bool

    /// A form has one field for each part of a choice, whatever is wrong in it.
    func part(_ part: String, _ inner: String = "") -> String {
      isForm ? "\(name)_\(part)" : inner.isEmpty ? "\(name).\(part)" : "\(name).\(part).\(inner)"
    }
  }
}

extension ChoiceDraft {
  static let toProblem = "must be a living verse that this verse may lead to, or new"

  /// Reads the choices of a JSON body; nil when they are left out.
  static func read(_ fields: inout Fields) -> [ChoiceDraft]? {
    guard fields.has("choices") else { return nil }
    var number = 0
    return fields.objects("choices", 0...Choice.most) { inner in
      defer { number += 1 }
      return ChoiceDraft(reading: &inner, number)
    }
  }

  private init(reading fields: inout Fields, _ number: Int) {
    field = Field(name: "choices.\(number)", isForm: false)
    id = fields.optionalID("id")
    label = fields.choiceLabel("label")
    to = fields.verseReference("to", orNew: true)
    let (condition, joint) = Condition.read(&fields, placeholder: .new) { $0.verseReference($1, orNew: false) }
    when = .condition(condition, sentAs: joint)
    then = .effects(StoryEffect.read(&fields))
  }

  /// Reads the choices of a form: `choice_1_label` and so on. One whose label is empty is removed.
  static func read(form fields: inout Fields) -> [ChoiceDraft] {
    var drafts: [ChoiceDraft] = []
    for number in 1...(Choice.most + 1) {
      let field = Field(name: "choice_\(number)", isForm: true)
      let parts = ["id", "label", "to", "when", "then"].map { field.part($0) }
      guard fields.optionalText(field.part("label"), 0...Choice.labels.upperBound).map({ !$0.isEmpty }) ?? false else {
        fields.ignore(contentsOf: parts)
        continue
      }
      let draft = ChoiceDraft(form: &fields, field)
      guard drafts.count < Choice.most else {
        fields.refuse(field.part("label"), "must be empty: a verse has at most \(Choice.most) choices")
        break
      }
      drafts.append(draft)
    }
    return drafts
  }

  private init(form fields: inout Fields, _ field: Field) {
    self.field = field
    id = fields.optionalID(field.part("id"))
    label = fields.choiceLabel(field.part("label"))
    to = fields.parsed(field.part("to"), Self.toProblem, placeholder: .new) { text in
      VerseID(text: text).map { .verse($0) } ?? VerseReference(.string(text))
    }
    when = .text(fields.optionalText(field.part("when"), 0...1_000) ?? "")
    then = .text(fields.optionalText(field.part("then"), 0...500) ?? "")
  }
}

extension Fields {
  fileprivate mutating func verseReference(_ name: String, orNew: Bool) -> VerseReference {
    let problem = orNew ? ChoiceDraft.toProblem : "must be a verse"
    guard has(name), let scalar = optionalScalar(name) else {
      refuse(name, problem)
      return .new
    }
    guard let reference = VerseReference(scalar), orNew || reference != .new else {
      refuse(name, problem)
      return .new
    }
    return reference
  }
}
