import Core

/// Where scripts are found.
enum CodegroundPath {
  static let list = "/codeground"
  static let importing = "/codeground/import"
  static let own = Link("codeground", query: ["by": "me"]).text
  static let deleted = Link("codeground", query: ["by": "me", "deleted": "1"]).text

  static func deleted(showing id: ScriptID) -> String {
    Link("codeground", query: ["by": "me", "deleted": "1", "script": id.description]).text
  }
  static func list(_ query: KeyValuePairs<String, String?>) -> String { Link(segments: ["codeground"], query: query).text }
  static func script(_ id: ScriptID) -> String { Link("codeground", id.description).text }
  static func revision(_ id: ScriptID, _ number: Int) -> String { Link("codeground", id.description, "r", String(number)).text }
  static func withdraw(_ id: ScriptID, _ number: Int) -> String {
    Link("codeground", id.description, "r", String(number), "withdraw").text
  }
  static func changes(_ id: ScriptID, _ number: Int) -> String {
    Link("codeground", id.description, "r", String(number), query: ["from": "parent"], fragment: "changes").text
  }
  static func part(_ id: ScriptID, _ part: ScriptPart) -> String { Link("codeground", id.description, part.rawValue).text }
  static func lineage(_ id: ScriptID, before cursor: LineageCursor) -> String {
    Link("codeground", id.description, "lineage", query: ["before": cursor.text]).text
  }
  static func hands(_ id: ScriptID) -> String { Link("codeground", id.description, "hands").text }
  static func removeHand(_ id: ScriptID) -> String { Link("codeground", id.description, "hands", "remove").text }
  static func pen(_ id: ScriptID) -> String { Link("codeground", id.description, "pen").text }
  static func ask(_ id: ScriptID) -> String { Link("codeground", id.description, "pen", "ask").text }
  static func proposals(_ id: ScriptID) -> String { Link("codeground", id.description, "proposals").text }
  static func proposal(_ id: ProposalID) -> String { Link("codeground", "proposals", id.description).text }
  static func proposal(_ id: ProposalID, _ action: ProposalAction) -> String {
    Link("codeground", "proposals", id.description, action.rawValue).text
  }
  static func plainEditor(_ id: ScriptID) -> String { Link("codeground", id.description, "edit", query: ["plain": "1"]).text }
  static func version(_ id: ScriptID, _ version: Int64) -> String {
    Link("codeground", id.description, "history", String(version)).text
  }

  static func api(_ id: ScriptID) -> String { Link("api", "scripts", id.description).text }
  static func api(_ id: ScriptID, _ number: Int) -> String { Link("api", "scripts", id.description, "r", String(number)).text }
  static func export(_ id: ScriptID) -> String { Link("api", "scripts", id.description, "export.zip").text }
  static func raw(_ id: ScriptID, _ number: Int) -> String { Link("api", "scripts", id.description, "r", String(number), "raw").text }
  static func run(_ id: ScriptID, _ number: Int) -> String { Link("run", id.description, String(number)).text }
  static func runDraft(_ id: ScriptID, _ version: Int64) -> String { Link("run", id.description, "draft", String(version)).text }
}

/// What a form does to a proposal.
enum ProposalAction: String { case accept, decline, withdraw }

/// A page of a script, or a form on one.
enum ScriptPart: String { case edit, publish, details, delete, restore, fork, lineage, history }
