/// What the highlighter knows about a language.
struct Language: Sendable {
  /// The name in the fragment's `language-` class.
  let name: String
  var keywords: Set<String> = []
  var ignoresCase = false
  var lineComments: [String] = []
  var blockComment: (start: String, end: String)?
  /// Longer delimiters first.
  var strings: [StringForm] = []
  /// Characters besides letters, digits and `_` that may be part of words.
  var wordExtras = ""
  var isMarkup = false

  struct StringForm: Sendable {
    let delimiter: String
    let spansLines: Bool
    let hasEscapes: Bool
  }

  private static let longestName = 20

  /// The language that the word after a code fence names. Nil for other words, which are shown as text. Languages without highlighting have
  /// no keywords, strings or comments here.
  static func named(_ word: some Collection<UInt8>) -> Language? {
    guard word.count <= longestName, word.allSatisfy({ $0 < 0x80 }) else { return nil }
    let name = String(decoding: word.map(\.lowercasedASCII), as: UTF8.self)
    return aliases[name].flatMap { all[$0] } ?? (plain.contains(name) ? Language(name: name) : nil)
  }

  /// Whether the highlighter marks anything in its code.
  var isHighlighted: Bool { isMarkup || !keywords.isEmpty || !strings.isEmpty }

  private static let plain = words(
    """
    text txt plain plaintext none console output log diff patch yaml yml toml ini conf java kotlin kt ruby rb php perl lua r make makefile
    dockerfile docker cmake markdown md tex latex haskell elixir erlang scala dart zig nim ocaml clojure lisp csharp cs objc powershell
    ps1 bat fish vim nginx graphql proto csv http jsonc json5 jsonl scss sass less vue svelte mermaid asm wasm math
    """)

  private static let aliases: [String: String] = [
    "swift": "swift", "js": "javascript", "javascript": "javascript", "mjs": "javascript", "jsx": "javascript", "ts": "typescript",
    "typescript": "typescript", "tsx": "typescript", "py": "python", "python": "python", "c": "c", "h": "c", "cpp": "cpp", "c++": "cpp",
    "cc": "cpp",
    "cxx": "cpp", "hpp": "cpp", "rust": "rust", "rs": "rust", "go": "go", "golang": "go", "sh": "sh", "bash": "sh", "shell": "sh",
    "zsh": "sh",
    "json": "json", "html": "html", "xml": "html", "svg": "html", "css": "css", "sql": "sql", "sqlite": "sql", "postgres": "sql",
  ]

  private static let all: [String: Language] = Dictionary(uniqueKeysWithValues: list.map { ($0.name, $0) })

  private static func words(_ text: String) -> Set<String> { Set(text.split(whereSeparator: \.isWhitespace).map(String.init)) }
  private static let double = StringForm(delimiter: "\"", spansLines: false, hasEscapes: true)
  private static let single = StringForm(delimiter: "'", spansLines: false, hasEscapes: true)
  private static let backtick = StringForm(delimiter: "`", spansLines: true, hasEscapes: true)
  private static let cComment = (start: "/*", end: "*/")

  private static let script = """
    abstract any as async await boolean break case catch class const constructor continue debugger declare default delete do else enum export
    extends false finally for from function get if implements import in infer instanceof interface is keyof let namespace never new null
    number object of private protected public readonly return satisfies set static string super switch symbol this throw true try type
    typeof undefined unknown var void while with yield
    """
  private static let cWords = """
    auto bool break case char const continue default do double else enum extern false float for goto if inline int long register restrict
    return short signed sizeof static struct switch true typedef union unsigned void volatile while NULL
    """

  private static let list: [Language] = [
    Language(
      name: "swift",
      keywords: words(
        """
        actor any as associatedtype async await borrowing break case catch class consuming continue convenience default defer deinit didSet do
        else enum extension fallthrough false fileprivate final for func get guard if import in indirect infix init inout internal is isolated
        lazy let mutating nil nonisolated open operator override package postfix precedencegroup prefix private protocol public repeat
        required rethrows return self Self sending set some static struct subscript super switch throw throws true try typealias unowned var
        weak where while willSet
        """), lineComments: ["//"], blockComment: cComment,
      strings: [StringForm(delimiter: "\"\"\"", spansLines: true, hasEscapes: true), double]),
    Language(
      name: "javascript", keywords: words(script), lineComments: ["//"], blockComment: cComment, strings: [double, single, backtick],
      wordExtras: "$"),
    Language(
      name: "typescript", keywords: words(script), lineComments: ["//"], blockComment: cComment, strings: [double, single, backtick],
      wordExtras: "$"),
    Language(
      name: "python",
      keywords: words(
        """
        and as assert async await break case class continue def del elif else except False finally for from global if import in is lambda match
        None nonlocal not or pass raise return True try while with yield self
        """), lineComments: ["#"],
      strings: [
        StringForm(delimiter: "\"\"\"", spansLines: true, hasEscapes: true),
        StringForm(delimiter: "'''", spansLines: true, hasEscapes: true), double,
        single,
      ]),
    Language(name: "c", keywords: words(cWords), lineComments: ["//"], blockComment: cComment, strings: [double, single]),
    Language(
      name: "cpp",
      keywords: words(
        cWords + """
           alignas catch class co_await co_return co_yield concept consteval constexpr constinit decltype delete explicit final friend mutable
          namespace new noexcept nullptr operator override private protected public requires static_assert static_cast template this throw try
          typename using virtual
          """), lineComments: ["//"], blockComment: cComment, strings: [double, single]),
    Language(
      name: "rust",
      keywords: words(
        """
        as async await break const continue crate dyn else enum extern false fn for if impl in let loop match mod move mut pub ref return self
        Self static struct super trait true type unsafe use where while
        """), lineComments: ["//"], blockComment: cComment, strings: [StringForm(delimiter: "\"", spansLines: true, hasEscapes: true)]),
    Language(
      name: "go",
      keywords: words(
        """
        break case chan const continue default defer else fallthrough false for func go goto if import interface iota map nil package range
        return select struct switch true type var
        """), lineComments: ["//"], blockComment: cComment,
      strings: [double, single, StringForm(delimiter: "`", spansLines: true, hasEscapes: false)]),
    Language(
      name: "sh",
      keywords: words(
        """
        alias break case cd continue do done echo elif else esac eval exec exit export fi for function if in local read return select set shift
        source test then trap unset until while
        """), lineComments: ["#"],
      strings: [
        StringForm(delimiter: "\"", spansLines: true, hasEscapes: true), StringForm(delimiter: "'", spansLines: true, hasEscapes: false),
      ], wordExtras: "-$"),
    Language(name: "json", keywords: words("true false null"), strings: [double]),
    Language(name: "html", isMarkup: true),
    Language(
      name: "css", keywords: words("@media @import @supports @font-face @keyframes @layer @container !important"), blockComment: cComment,
      strings: [double, single], wordExtras: "-@!#"),
    Language(
      name: "sql",
      keywords: words(
        """
        add all alter and as asc begin between by case check column commit constraint create cross default delete desc distinct drop else end
        exists explain false foreign from full group having if in index inner insert into is join key left like limit not null offset on or
        order outer primary references returning right rollback select set table then transaction true trigger union unique update using values
        view when where with
        """), ignoresCase: true, lineComments: ["--"], blockComment: cComment,
      strings: [
        StringForm(delimiter: "'", spansLines: true, hasEscapes: false), StringForm(delimiter: "\"", spansLines: true, hasEscapes: false),
      ]),
  ]
}
