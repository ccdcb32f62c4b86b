import Core
import HTTP

extension RouteRules {
  /// What a route does, for the modes of the site.
  public enum Effect: String, Sendable {
    /// It writes nothing: it goes on while the site is read-only.
    case reads
    /// It writes something.
    case changes
    /// What it writes goes on while the site is read-only: signing in and out, one's appearance, the site's settings.
    case keeps
  }

  /// Which switch a route belongs to.
  public enum Switching: Hashable, Sendable {
    /// To that of its feature, if the feature has one.
    case withFeature
    case by(FeatureSwitch)
    /// It goes on when its feature is off: pictures, style sheets.
    case never
  }

  /// Throws `UNAVAILABLE` if the mode stops this route for this visitor.
  func requireMode(_ gate: SiteGate, _ visitor: Visitor) throws(AppError) {
    switch gate.mode {
    case .normal: return
    case .readOnly: if effect == .changes { throw .readOnly }
    case .maintenance: if !isOpenInMaintenance, !visitor.isStaff { throw .maintenance }
    }
  }

  /// Throws `FEATURE_OFF` if this route's feature is switched off.
  func requireFeature(_ gate: SiteGate) throws(AppError) {
    if case .by(let feature) = switching { try gate.require(feature) }
  }
}

extension Visitor {
  fileprivate var isStaff: Bool { member.map { !$0.isBanned && $0.member.isStaff } ?? false }
}

extension Endpoint where Rules == RouteRules, Handler == RouteHandler {
  /// The same route, declared to write although its method is safe, or not to write although it is not.
  public func with(_ effect: RouteRules.Effect) -> Route { changing { $0.effect = effect } }

  /// The same route, for everybody in maintenance too.
  public func openInMaintenance() -> Route { changing { $0.isOpenInMaintenance = true } }

  /// The same route under another switch than that of its feature.
  public func switched(_ switching: RouteRules.Switching) -> Route { changing { $0.switching = switching } }

  /// The same route as part of a feature with this switch, unless it is declared otherwise.
  public func belonging(to feature: FeatureSwitch?) -> Route {
    guard rules.switching == .withFeature else { return self }
    return switched(feature.map { .by($0) } ?? .never)
  }

  func changing(_ change: (inout RouteRules) -> Void) -> Route {
    var rules = rules
    change(&rules)
    return Route(method: method, pattern: pattern, rules: rules, documentation: documentation, handler: handler)
  }
}
