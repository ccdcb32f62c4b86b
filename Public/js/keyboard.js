// Stands before everything that listens to keys. Autofill tells of keys that have no name; an input method uses keys, Enter above all,
// for itself (Safari tells of that Enter after the composition, as key 229). Neither is a key that means anything to the page.

addEventListener(
  'keydown',
  (event) => {
    if (!event.key || event.isComposing || event.keyCode === 229) event.stopImmediatePropagation();
  },
  true,
);
