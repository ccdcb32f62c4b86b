/// Collects the pieces of a view or element.
@resultBuilder
public enum HTMLBuilder {
  public static func buildExpression<Content: HTML>(_ content: Content) -> Content { content }

  public static func buildBlock() -> Nothing { Nothing() }

  public static func buildPartialBlock<Content: HTML>(first: Content) -> Content { first }

  public static func buildPartialBlock<First: HTML, Second: HTML>(accumulated: First, next: Second) -> Pair<First, Second> {
    Pair(first: accumulated, second: next)
  }

  public static func buildOptional<Content: HTML>(_ content: Content?) -> Content? { content }

  public static func buildEither<First: HTML, Second: HTML>(first: First) -> Either<First, Second> { .first(first) }

  public static func buildEither<First: HTML, Second: HTML>(second: Second) -> Either<First, Second> { .second(second) }

  public static func buildArray<Content: HTML>(_ contents: [Content]) -> [Content] { contents }
}

/// Two pieces, one after the other.
public struct Pair<First: HTML, Second: HTML>: HTML {
  @usableFromInline let first: First
  @usableFromInline let second: Second

  @inlinable
  init(first: First, second: Second) {
    self.first = first
    self.second = second
  }

  /// Appends both.
  @inlinable
  public func render(into buffer: inout HTMLBuffer) {
    first.render(into: &buffer)
    second.render(into: &buffer)
  }
}

/// One of two pieces.
public enum Either<First: HTML, Second: HTML>: HTML {
  case first(First)
  case second(Second)

  /// Appends the one.
  public func render(into buffer: inout HTMLBuffer) {
    switch self {
    case .first(let piece): piece.render(into: &buffer)
    case .second(let piece): piece.render(into: &buffer)
    }
  }
}
