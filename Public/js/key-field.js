// A key's field: hyphens come by themselves, and a key is found in whatever is pasted.

const whole = /(?<![0-9a-z])[0-9a-f]{4}(?:[\s\u2010-\u2014\u2212-]*[0-9a-f]{4}){3}(?![0-9a-z])/i;

export function whileTyping(input) {
  const tidy = (event) => {
    // An input method is still at work on what stands there.
    if (event.isComposing) return;
    const found = input.value.match(whole)?.[0] ?? input.value;
    const before = letters(input.value.slice(0, input.selectionStart)).length;
    const text = grouped(letters(found).toUpperCase().slice(0, 16));
    if (text === input.value) return;
    input.value = text;
    const caret = text === grouped(letters(text).slice(0, before)) ? text.length : before + Math.floor(Math.max(0, before - 1) / 4);
    input.setSelectionRange(caret, caret);
  };
  input.addEventListener('input', tidy);
  input.addEventListener('compositionend', tidy);
}

const letters = (text) => text.replace(/[^0-9a-z]/gi, '');
const grouped = (text) => text.match(/.{1,4}/g)?.join('-') ?? '';
