// One function per element; each takes its attributes first, then its content.

// MARK: Structure

/// `<head>`
public func head<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("head", attributes, content())
}

/// `<body>`
public func body<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("body", attributes, content())
}

/// `<main>`
public func main<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("main", attributes, content())
}

/// `<header>`
public func header<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("header", attributes, content())
}

/// `<footer>`
public func footer<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("footer", attributes, content())
}

/// `<nav>`
public func nav<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("nav", attributes, content())
}

/// `<section>`
public func section<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("section", attributes, content())
}

/// `<section>` without content
public func section(_ attributes: Attribute...) -> Element<Nothing> { Element("section", attributes, Nothing()) }

/// `<article>`
public func article<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("article", attributes, content())
}

/// `<aside>`
public func aside<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("aside", attributes, content())
}

/// `<div>`
public func div<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("div", attributes, content())
}

/// `<div>` without content
public func div(_ attributes: Attribute...) -> Element<Nothing> { Element("div", attributes, Nothing()) }

/// `<span>`
public func span<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("span", attributes, content())
}

/// `<span>` without content
public func span(_ attributes: Attribute...) -> Element<Nothing> { Element("span", attributes, Nothing()) }

/// `<hgroup>`
public func hgroup<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("hgroup", attributes, content())
}

/// `<address>`
public func address<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("address", attributes, content())
}

/// `<search>`
public func search<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("search", attributes, content())
}

// MARK: Text

/// `<h1>`
public func h1<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("h1", attributes, content())
}

/// `<h2>`
public func h2<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("h2", attributes, content())
}

/// `<h3>`
public func h3<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("h3", attributes, content())
}

/// `<h4>`
public func h4<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("h4", attributes, content())
}

/// `<h5>`
public func h5<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("h5", attributes, content())
}

/// `<h6>`
public func h6<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("h6", attributes, content())
}

/// `<p>`
public func p<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("p", attributes, content())
}

/// `<p>` without content
public func p(_ attributes: Attribute...) -> Element<Nothing> { Element("p", attributes, Nothing()) }

/// `<a>`
public func a<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("a", attributes, content())
}

/// `<a>` without content
public func a(_ attributes: Attribute...) -> Element<Nothing> { Element("a", attributes, Nothing()) }

/// `<strong>`
public func strong<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("strong", attributes, content())
}

/// `<em>`
public func em<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("em", attributes, content())
}

/// `<b>`
public func b<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("b", attributes, content())
}

/// `<i>`
public func i<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("i", attributes, content())
}

/// `<u>`
public func u<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("u", attributes, content())
}

/// `<s>`
public func s<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("s", attributes, content())
}

/// `<small>`
public func small<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("small", attributes, content())
}

/// `<mark>`
public func mark<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("mark", attributes, content())
}

/// `<code>`
public func code<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("code", attributes, content())
}

/// `<kbd>`
public func kbd<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("kbd", attributes, content())
}

/// `<samp>`
public func samp<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("samp", attributes, content())
}

/// `<q>`
public func q<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("q", attributes, content())
}

/// `<cite>`
public func cite<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("cite", attributes, content())
}

/// `<abbr>`
public func abbr<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("abbr", attributes, content())
}

/// `<dfn>`
public func dfn<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("dfn", attributes, content())
}

/// `<sub>`
public func sub<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("sub", attributes, content())
}

/// `<sup>`
public func sup<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("sup", attributes, content())
}

/// `<del>`
public func del<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("del", attributes, content())
}

/// `<ins>`
public func ins<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("ins", attributes, content())
}

/// `<blockquote>`
public func blockquote<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("blockquote", attributes, content())
}

/// `<time>`
public func time<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("time", attributes, content())
}

/// `<bdi>`
public func bdi<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("bdi", attributes, content())
}

/// `<figure>`
public func figure<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("figure", attributes, content())
}

/// `<figcaption>`
public func figcaption<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("figcaption", attributes, content())
}

/// `<ul>`
public func ul<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("ul", attributes, content())
}

/// `<ul>` without content
public func ul(_ attributes: Attribute...) -> Element<Nothing> { Element("ul", attributes, Nothing()) }

/// `<ol>`
public func ol<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("ol", attributes, content())
}

/// `<ol>` without content
public func ol(_ attributes: Attribute...) -> Element<Nothing> { Element("ol", attributes, Nothing()) }

/// `<li>`
public func li<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("li", attributes, content())
}

/// `<li>` without content
public func li(_ attributes: Attribute...) -> Element<Nothing> { Element("li", attributes, Nothing()) }

/// `<dl>`
public func dl<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("dl", attributes, content())
}

/// `<dt>`
public func dt<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("dt", attributes, content())
}

/// `<dd>`
public func dd<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("dd", attributes, content())
}

// MARK: Interaction

/// `<details>`
public func details<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("details", attributes, content())
}

/// `<summary>`
public func summary<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("summary", attributes, content())
}

/// `<dialog>`
public func dialog<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("dialog", attributes, content())
}

/// `<dialog>` without content
public func dialog(_ attributes: Attribute...) -> Element<Nothing> { Element("dialog", attributes, Nothing()) }

/// `<menu>`
public func menu<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("menu", attributes, content())
}

// MARK: Forms

/// `<form>`
public func form<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("form", attributes, content())
}

/// `<label>`
public func label<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("label", attributes, content())
}

/// `<button>`
public func button<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("button", attributes, content())
}

/// `<button>` without content
public func button(_ attributes: Attribute...) -> Element<Nothing> { Element("button", attributes, Nothing()) }

/// `<select>`
public func select<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("select", attributes, content())
}

/// `<option>`
public func option<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("option", attributes, content())
}

/// `<option>` without content
public func option(_ attributes: Attribute...) -> Element<Nothing> { Element("option", attributes, Nothing()) }

/// `<optgroup>`
public func optgroup<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("optgroup", attributes, content())
}

/// `<fieldset>`
public func fieldset<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("fieldset", attributes, content())
}

/// `<legend>`
public func legend<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("legend", attributes, content())
}

/// `<output>`
public func output<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("output", attributes, content())
}

/// `<output>` without content
public func output(_ attributes: Attribute...) -> Element<Nothing> { Element("output", attributes, Nothing()) }

/// `<progress>`
public func progress<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("progress", attributes, content())
}

/// `<progress>` without content
public func progress(_ attributes: Attribute...) -> Element<Nothing> { Element("progress", attributes, Nothing()) }

/// `<meter>`
public func meter<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("meter", attributes, content())
}

/// `<meter>` without content
public func meter(_ attributes: Attribute...) -> Element<Nothing> { Element("meter", attributes, Nothing()) }

/// `<datalist>`
public func datalist<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("datalist", attributes, content())
}

// MARK: Tables

/// `<table>`
public func table<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("table", attributes, content())
}

/// `<caption>`
public func caption<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("caption", attributes, content())
}

/// `<thead>`
public func thead<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("thead", attributes, content())
}

/// `<tbody>`
public func tbody<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("tbody", attributes, content())
}

/// `<tfoot>`
public func tfoot<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("tfoot", attributes, content())
}

/// `<tr>`
public func tr<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("tr", attributes, content())
}

/// `<th>`
public func th<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("th", attributes, content())
}

/// `<th>` without content
public func th(_ attributes: Attribute...) -> Element<Nothing> { Element("th", attributes, Nothing()) }

/// `<td>`
public func td<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("td", attributes, content())
}

/// `<td>` without content
public func td(_ attributes: Attribute...) -> Element<Nothing> { Element("td", attributes, Nothing()) }

/// `<colgroup>`
public func colgroup<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("colgroup", attributes, content())
}

// MARK: Media and the rest

/// `<title>`
public func title<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("title", attributes, content())
}

/// `<picture>`
public func picture<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("picture", attributes, content())
}

/// `<audio>`
public func audio<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("audio", attributes, content())
}

/// `<audio>` without content
public func audio(_ attributes: Attribute...) -> Element<Nothing> { Element("audio", attributes, Nothing()) }

/// `<video>`
public func video<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("video", attributes, content())
}

/// `<video>` without content
public func video(_ attributes: Attribute...) -> Element<Nothing> { Element("video", attributes, Nothing()) }

/// `<canvas>`
public func canvas<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("canvas", attributes, content())
}

/// `<canvas>` without content
public func canvas(_ attributes: Attribute...) -> Element<Nothing> { Element("canvas", attributes, Nothing()) }

/// `<iframe>`
public func iframe<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("iframe", attributes, content())
}

/// `<iframe>` without content
public func iframe(_ attributes: Attribute...) -> Element<Nothing> { Element("iframe", attributes, Nothing()) }

/// `<noscript>`
public func noscript<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("noscript", attributes, content())
}

/// `<template>`
public func template<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("template", attributes, content())
}

/// `<template>` without content
public func template(_ attributes: Attribute...) -> Element<Nothing> { Element("template", attributes, Nothing()) }

// MARK: Scalable vector graphics

/// `<svg>`
public func svg<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("svg", attributes, content())
}

/// `<svg>` without content
public func svg(_ attributes: Attribute...) -> Element<Nothing> { Element("svg", attributes, Nothing()) }

/// `<g>`
public func g<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("g", attributes, content())
}

/// `<path>`
public func path<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("path", attributes, content())
}

/// `<path>` without content
public func path(_ attributes: Attribute...) -> Element<Nothing> { Element("path", attributes, Nothing()) }

/// `<circle>`
public func circle<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("circle", attributes, content())
}

/// `<circle>` without content
public func circle(_ attributes: Attribute...) -> Element<Nothing> { Element("circle", attributes, Nothing()) }

/// `<ellipse>`
public func ellipse<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("ellipse", attributes, content())
}

/// `<ellipse>` without content
public func ellipse(_ attributes: Attribute...) -> Element<Nothing> { Element("ellipse", attributes, Nothing()) }

/// `<rect>`
public func rect<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("rect", attributes, content())
}

/// `<rect>` without content
public func rect(_ attributes: Attribute...) -> Element<Nothing> { Element("rect", attributes, Nothing()) }

/// `<line>`
public func line<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("line", attributes, content())
}

/// `<line>` without content
public func line(_ attributes: Attribute...) -> Element<Nothing> { Element("line", attributes, Nothing()) }

/// `<polyline>`
public func polyline<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("polyline", attributes, content())
}

/// `<polyline>` without content
public func polyline(_ attributes: Attribute...) -> Element<Nothing> { Element("polyline", attributes, Nothing()) }

/// `<polygon>`
public func polygon<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("polygon", attributes, content())
}

/// `<polygon>` without content
public func polygon(_ attributes: Attribute...) -> Element<Nothing> { Element("polygon", attributes, Nothing()) }

/// `<use>`
public func use<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("use", attributes, content())
}

/// `<use>` without content
public func use(_ attributes: Attribute...) -> Element<Nothing> { Element("use", attributes, Nothing()) }

/// `<symbol>`
public func symbol<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("symbol", attributes, content())
}

/// `<defs>`
public func defs<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("defs", attributes, content())
}

// MARK: Elements that keep white space

/// `<pre>`
public func pre<Content: HTML>(_ attributes: Attribute..., @HTMLBuilder content: () -> Content) -> Element<Content> {
  Element("pre", attributes, content(), leadingNewline: true)
}

/// `<textarea>` with its text
public func textarea(_ attributes: Attribute..., content: () -> String = { "" }) -> Element<String> {
  Element("textarea", attributes, content(), leadingNewline: true)
}

// MARK: Elements without content

/// `<br>`
public func br(_ attributes: Attribute...) -> VoidElement { VoidElement("br", attributes) }

/// `<hr>`
public func hr(_ attributes: Attribute...) -> VoidElement { VoidElement("hr", attributes) }

/// `<wbr>`
public func wbr(_ attributes: Attribute...) -> VoidElement { VoidElement("wbr", attributes) }

/// `<img>`
public func img(_ attributes: Attribute...) -> VoidElement { VoidElement("img", attributes) }

/// `<input>`
public func input(_ attributes: Attribute...) -> VoidElement { VoidElement("input", attributes) }

/// `<link>`
public func link(_ attributes: Attribute...) -> VoidElement { VoidElement("link", attributes) }

/// `<meta>`
public func meta(_ attributes: Attribute...) -> VoidElement { VoidElement("meta", attributes) }

/// `<source>`
public func source(_ attributes: Attribute...) -> VoidElement { VoidElement("source", attributes) }

/// `<track>`
public func track(_ attributes: Attribute...) -> VoidElement { VoidElement("track", attributes) }

/// `<area>`
public func area(_ attributes: Attribute...) -> VoidElement { VoidElement("area", attributes) }

/// `<col>`
public func col(_ attributes: Attribute...) -> VoidElement { VoidElement("col", attributes) }

// MARK: Scripts

/// `<script src>`; there is no inline form. `type` is `module` unless the script is a classic one.
public func script(src: String, _ attributes: Attribute..., isModule: Bool = true) -> Element<Nothing> {
  Element("script", [.src(src)] + (isModule ? [.type("module")] : [.defer]) + attributes, Nothing())
}

/// `<link rel="stylesheet">`
public func stylesheet(href: String, _ attributes: Attribute...) -> VoidElement {
  VoidElement("link", [.rel("stylesheet"), .href(href)] + attributes)
}
