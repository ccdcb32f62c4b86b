// CodeMirror over the textarea. Loaded when somebody wants it: it is larger than all scripts of a page.

const FILES = ['codemirror', 'javascript', 'xml', 'css', 'htmlmixed', 'matchbrackets', 'comment'];
const folder = new URL('../vendor/codemirror/', import.meta.url);
let loading = null;

function load(tag, facts) {
  return new Promise((done, failed) => {
    const element = Object.assign(document.createElement(tag), facts);
    element.onload = done;
    element.onerror = failed;
    document.head.append(element);
  });
}

async function loadAll() {
  const style = load('link', { rel: 'stylesheet', href: new URL('codemirror.css', folder).href });
  for (const name of FILES) await load('script', { src: new URL(`${name}.js`, folder).href });
  await style;
}

/** Puts the editor over `textarea`; `changed()` is called for what somebody types, `keys` are its shortcuts. */
export async function openRichEditor(textarea, { mode, changed, keys }) {
  await (loading ??= loadAll());
  const { CodeMirror } = window;
  const indent = (editor) => (editor.somethingSelected() ? editor.indentSelection('add') : editor.replaceSelection('  ', 'end'));
  const usual = { Tab: indent, 'Shift-Tab': (editor) => editor.indentSelection('subtract'), 'Ctrl-/': 'toggleComment', 'Cmd-/': 'toggleComment', ...keys };
  const editor = CodeMirror.fromTextArea(textarea, {
    mode, inputStyle: 'contenteditable', lineNumbers: true, indentUnit: 2, matchBrackets: true, screenReaderLabel: 'Code', viewportMargin: 50,
    extraKeys: usual, spellcheck: false, autocorrect: false, autocapitalize: false,
  });
  const field = editor.getInputField();
  field.setAttribute('role', 'textbox');
  field.setAttribute('aria-multiline', 'true');
  field.setAttribute('aria-label', 'Code');
  // Programs that fill in fields (assistive technology, password managers, tests) select the whole element and put in a text at once.
  field.addEventListener('beforeinput', (event) => {
    const { rangeCount } = document.getSelection();
    const range = rangeCount ? document.getSelection().getRangeAt(0) : null;
    if (event.inputType !== 'insertText' || event.data === null || range?.collapsed !== false || range.startContainer !== field) return;
    event.preventDefault();
    editor.execCommand('selectAll');
    editor.replaceSelection(event.data, 'end', '+input');
  });
  // After Esc, the Tab key is the browser's again until something is typed.
  usual.Esc = () => editor.setOption('extraKeys', { ...usual, Tab: false, 'Shift-Tab': false });
  editor.setOption('extraKeys', usual);
  const take = () => editor.setOption('extraKeys', usual);
  editor.on('blur', take);
  editor.on('change', (_, { origin }) => {
    take();
    if (origin !== 'setValue') changed();
  });
  return {
    get value() {
      return editor.getValue();
    },
    set value(text) {
      const { left, top } = editor.getScrollInfo();
      const cursor = editor.getCursor();
      editor.setValue(text);
      editor.setCursor(cursor);
      editor.scrollTo(left, top);
    },
    goTo(line) {
      editor.focus();
      editor.setCursor(line - 1, 0);
      editor.scrollIntoView(null, 100);
    },
    focus: () => editor.focus(),
    close() {
      editor.toTextArea();
    },
  };
}
