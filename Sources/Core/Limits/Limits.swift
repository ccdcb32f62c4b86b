/// The limits in effect: those that are declared, with the numbers an operator chose instead.
///
/// Reading one costs a look into a dictionary only if the operator chose any.
public struct Limits: Equatable, Sendable {
  private var chosen: [String: Limit] = [:]
  private var chosenMaximums: [String: Int] = [:]
  private var areLifted = false

  /// As declared.
  public init() {}

  /// Nothing is limited: test mode.
  public static var lifted: Limits {
    var limits = Limits()
    limits.areLifted = true
    return limits
  }

  public subscript(declared: Limit) -> Limit {
    get {
      if !chosen.isEmpty, let limit = chosen[declared.name] { return limit }
      return areLifted ? declared.lifted : declared
    }
    set { chosen[declared.name] = declared.with(newValue.windows) }
  }

  /// `Int.max` if there is no limit.
  public subscript(declared: Maximum) -> Int {
    get {
      if !chosenMaximums.isEmpty, let number = chosenMaximums[declared.name] { return number }
      return areLifted ? .max : declared.standard
    }
    set { chosenMaximums[declared.name] = newValue }
  }
}
