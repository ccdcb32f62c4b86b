import Core
import HTML

/// The form by which a banned member appeals.
public struct BanAppealForm: View {
  private let token: String
  private let typed: String
  private let error: String?

  /// - Parameter token: stands for the ban; see the refusal's details.
  public init(token: String, typed: String = "", error: String? = nil) {
    self.token = token
    self.typed = typed
    self.error = error
  }

  public var body: some HTML {
    form(.class("form"), .method(.post), .action(Site.appealsPath)) {
      input(.type("hidden"), .name("token"), .value(token))
      Field(
        "Why should this be undone?", name: "text", .lines(4), value: typed, help: "Another moderator reads it and decides.", error: error,
        limit: .characters(2_000))
      div(.class("actions")) { Button { "Appeal" } }
    }
  }
}
