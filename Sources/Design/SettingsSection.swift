import Core
import HTML

/// A part of the page of a member's account that a feature adds.
public struct SettingsSection: View, Sendable {
  /// Modules that it needs, as files below `Public/`.
  public let modules: [String]
  private let markup: RawHTML

  public init(modules: [String] = [], @HTMLBuilder content: () -> some HTML) {
    self.modules = modules
    markup = RawHTML(content().rendered())
  }

  public var body: some HTML { markup }
}

/// What features add to the page of the member who asks.
public typealias SettingsSections = @Sendable (Scope) async throws -> [SettingsSection]
