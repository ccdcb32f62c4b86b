import Core

enum CodegroundSettings {
  static let runsHTML = Setting(
    "NEOSPACE_HTML_SCRIPTS", default: true, meaning: "Whether scripts that are web pages may be made and run: `on` or `off`", .onOff)
}

extension Limit {
  static let publishScript = Limit("publish", .hour(20), meaning: "Revisions a member publishes")
  static let forkScript = Limit("fork", .hour(30), meaning: "Scripts a member makes, imports and forks")
  static let proposeScript = Limit("propose", .hour(20), meaning: "Forks a member proposes to the owners of what they forked")
  static let saveDraft = Limit("save_draft", .minute(60), meaning: "Drafts a member saves")
}
