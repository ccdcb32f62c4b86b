// One function per element that our pages use. Each takes its attributes first, then its content.

// MARK: Structure

public func head<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("head", attributes, content())
}

public func body<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("body", attributes, content())
}

public func main<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("main", attributes, content())
}

public func header<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("header", attributes, content())
}

public func footer<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("footer", attributes, content())
}

public func nav<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("nav", attributes, content())
}

public func section<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("section", attributes, content())
}

public func article<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("article", attributes, content())
}

public func div<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("div", attributes, content())
}

public func div(_ attributes: Attribute...) -> Element<Nothing> { Element("div", attributes, Nothing()) }

public func span<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("span", attributes, content())
}

public func span(_ attributes: Attribute...) -> Element<Nothing> { Element("span", attributes, Nothing()) }

// MARK: Text

public func h1<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("h1", attributes, content())
}

public func h2<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("h2", attributes, content())
}

public func h3<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("h3", attributes, content())
}

public func p<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("p", attributes, content())
}

public func p(_ attributes: Attribute...) -> Element<Nothing> { Element("p", attributes, Nothing()) }

public func a<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("a", attributes, content())
}

public func b<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("b", attributes, content())
}

public func small<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("small", attributes, content())
}

public func code<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("code", attributes, content())
}

public func kbd<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("kbd", attributes, content())
}

/// Text that was put in.
public func ins<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("ins", attributes, content())
}

/// Text that was taken out.
public func del<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("del", attributes, content())
}

public func mark<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("mark", attributes, content())
}

public func time<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("time", attributes, content())
}

/// What scripts draw on. The page shows the same as text beside it.
public func canvas(_ attributes: Attribute...) -> Element<Nothing> { Element("canvas", attributes, Nothing()) }

public func bdi<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("bdi", attributes, content())
}

public func ul<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("ul", attributes, content())
}

public func ul(_ attributes: Attribute...) -> Element<Nothing> { Element("ul", attributes, Nothing()) }

public func figure<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("figure", attributes, content())
}

public func figcaption<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("figcaption", attributes, content())
}

public func progress(_ attributes: Attribute...) -> Element<Nothing> { Element("progress", attributes, Nothing()) }

public func audio(_ attributes: Attribute...) -> Element<Nothing> { Element("audio", attributes, Nothing()) }

public func ol<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("ol", attributes, content())
}

public func li<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("li", attributes, content())
}

public func dl<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("dl", attributes, content())
}

public func dt<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("dt", attributes, content())
}

public func dd<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("dd", attributes, content())
}

// MARK: Interaction

public func details<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("details", attributes, content())
}

public func summary<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("summary", attributes, content())
}

public func dialog<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("dialog", attributes, content())
}

// MARK: Forms

public func form<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("form", attributes, content())
}

public func label<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("label", attributes, content())
}

public func button<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("button", attributes, content())
}

public func button(_ attributes: Attribute...) -> Element<Nothing> { Element("button", attributes, Nothing()) }

public func select<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("select", attributes, content())
}

public func datalist<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("datalist", attributes, content())
}

public func option<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("option", attributes, content())
}

public func fieldset<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("fieldset", attributes, content())
}

public func legend<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("legend", attributes, content())
}

// MARK: Tables

public func table<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("table", attributes, content())
}

public func thead<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("thead", attributes, content())
}

public func tbody<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("tbody", attributes, content())
}

public func tr<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("tr", attributes, content())
}

public func th<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("th", attributes, content())
}

public func td<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("td", attributes, content())
}

// MARK: Media and the rest

public func title<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("title", attributes, content())
}

public func picture<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("picture", attributes, content())
}

/// `<iframe>`; what it shows comes from `src`.
public func iframe(_ attributes: Attribute...) -> Element<Nothing> { Element("iframe", attributes, Nothing()) }

public func noscript<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("noscript", attributes, content())
}

public func template<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("template", attributes, content())
}

// MARK: Elements that keep white space

/// `<textarea>` with its text
public func textarea(_ attributes: Attribute..., content: () -> String = { "" }) -> Element<String> {
  Element("textarea", attributes, content(), leadingNewline: true)
}

// MARK: Elements without content

public func img(_ attributes: Attribute...) -> VoidElement { VoidElement("img", attributes) }

public func input(_ attributes: Attribute...) -> VoidElement { VoidElement("input", attributes) }

public func link(_ attributes: Attribute...) -> VoidElement { VoidElement("link", attributes) }

public func meta(_ attributes: Attribute...) -> VoidElement { VoidElement("meta", attributes) }

// MARK: Scripts

/// `<script src>`; there is no inline form. `type` is `module` unless the script is a classic one.
public func script(src: String, _ attributes: Attribute..., isModule: Bool = true) -> Element<Nothing> {
  Element("script", [.src(src)] + (isModule ? [.type("module")] : [.defer]) + attributes, Nothing())
}

public func stylesheet(href: String, _ attributes: Attribute...) -> VoidElement {
  VoidElement("link", [.rel("stylesheet"), .href(href)] + attributes)
}
