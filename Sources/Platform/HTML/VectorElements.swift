// Scalable vector graphics, as far as fragments draw with it.

public func svg<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("svg", attributes, content())
}

public func use(_ attributes: Attribute...) -> Element<Nothing> { Element("use", attributes, Nothing()) }

public func g<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("g", attributes, content())
}

public func image(_ attributes: Attribute...) -> Element<Nothing> { Element("image", attributes, Nothing()) }

public func rect(_ attributes: Attribute...) -> Element<Nothing> { Element("rect", attributes, Nothing()) }

/// `<line>`
public func segment(_ attributes: Attribute...) -> Element<Nothing> { Element("line", attributes, Nothing()) }

public func polyline(_ attributes: Attribute...) -> Element<Nothing> { Element("polyline", attributes, Nothing()) }

public func circle(_ attributes: Attribute...) -> Element<Nothing> { Element("circle", attributes, Nothing()) }

/// `<text>`
public func words<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("text", attributes, content())
}

extension Attribute {
  public static func x(_ value: String) -> Attribute { .text(" x", value) }

  public static func y(_ value: String) -> Attribute { .text(" y", value) }

  /// A length with its unit, such as `50%`.
  public static func width(_ value: String) -> Attribute { .text(" width", value) }

  /// A length with its unit, such as `50%`.
  public static func height(_ value: String) -> Attribute { .text(" height", value) }

  /// The ends of a line.
  public static func x1(_ value: Int) -> Attribute { .text(" x1", String(value)) }
  public static func y1(_ value: Int) -> Attribute { .text(" y1", String(value)) }
  public static func x2(_ value: Int) -> Attribute { .text(" x2", String(value)) }
  public static func y2(_ value: Int) -> Attribute { .text(" y2", String(value)) }

  /// The middle of a circle, and its radius.
  public static func cx(_ value: Int) -> Attribute { .text(" cx", String(value)) }
  public static func cy(_ value: Int) -> Attribute { .text(" cy", String(value)) }
  public static func r(_ value: Int) -> Attribute { .text(" r", String(value)) }

  /// The corners of a line: `0,10 5,20`.
  public static func points(_ value: String) -> Attribute { .text(" points", value) }

  public static func fill(_ value: String) -> Attribute { .text(" fill", value) }

  public static func overflow(_ value: String) -> Attribute { .text(" overflow", value) }

  public static func transform(_ value: String) -> Attribute { .text(" transform", value) }

  public static func textAnchor(_ value: String) -> Attribute { .text(" text-anchor", value) }

  public static func textLength(_ value: String) -> Attribute { .text(" textLength", value) }

  /// For a picture that is a document of its own.
  public static let vectorNamespace: Attribute = .text(" xmlns", "http://www.w3.org/2000/svg")

  public static func viewBox(_ value: String) -> Attribute { .text(" viewBox", value) }

  /// Fills its box, whatever that does to its shape.
  public static let stretched: Attribute = .text(" preserveAspectRatio", "none")

  public static func fontFamily(_ value: String) -> Attribute { .text(" font-family", value) }

  public static func fontSize(_ value: String) -> Attribute { .text(" font-size", value) }

  public static func fontWeight(_ value: String) -> Attribute { .text(" font-weight", value) }

  public static func lengthAdjust(_ value: String) -> Attribute { .text(" lengthAdjust", value) }
}
