// The only markup that scripts ever parse: what our server rendered and cleaned.

const policy = globalThis.trustedTypes?.createPolicy('neospace-fragments', { createHTML: (html) => html });

export function parsePage(html) {
  return new DOMParser().parseFromString(policy?.createHTML(html) ?? html, 'text/html');
}

/** The fragment's one element, ready to be put into the page. */
export function parse(html) {
  return document.importNode(parsePage(html).body.firstElementChild, true);
}

/** An element with these properties and children. */
export function make(tag, facts, ...children) {
  const element = Object.assign(document.createElement(tag), facts);
  element.append(...children);
  return element;
}
