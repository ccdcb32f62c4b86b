// The draft in the editor and on the server: one save at a time, each from the version before. The server decides whose text counts.

import { api } from './api.js';
import { KEPT_CODE } from './connection.js';
import { make, parsePage } from './markup.js';
import { watch } from './place.js';
import { reason, toast } from './toast.js';

const PAUSE_MS = 1_500;
const TYPING_MS = 5_000;
const AGAIN_MS = 5_000;
const PEN_MS = 20_000;
/** What a request that outlives its page may carry. */
const LAST_BYTES = 60_000;

export class Draft {
  #form;
  #read;
  #write;
  #saved;
  #saving = null;
  #pause = 0;
  #typing = 0;
  #penAt = 0;
  #status = document.getElementById('draft-status');
  #hasConflict = false;

  /** `read()` and `write(text)` are the editor's. */
  constructor(form, { read, write }) {
    this.#form = form;
    this.#read = read;
    this.#write = write;
    this.#saved = form.elements.code.value;
    forgetOthers();
    this.#restore();
    addEventListener('online', () => this.isSaved || this.save());
    addEventListener('pagehide', () => this.#leave());
    watch(`script:${this.script}`, { type: 'draft', admits: () => false, done: (object) => this.#follow(object) });
  }

  get script() {
    return this.#form.dataset.script;
  }

  get version() {
    return Number(this.#form.elements.base_version.value);
  }

  get isSaved() {
    return this.#read() === this.#saved;
  }

  get #key() {
    return `${KEPT_CODE}${document.body.dataset.user}: ${this.script}`;
  }

  /** Somebody typed. */
  changed() {
    this.#keep();
    this.#show('Not saved');
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => this.save(), PAUSE_MS);
    this.#typing ||= setTimeout(() => this.save(), TYPING_MS);
    this.#renewPen();
  }

  /** Returns the version that holds what is in the editor, or null. */
  async save() {
    clearTimeout(this.#pause);
    clearTimeout(this.#typing);
    this.#typing = 0;
    // Several may have waited for the same one: the first of them that goes on is the next to be waited for.
    while (this.#saving) await this.#saving;
    if (this.isSaved) return this.version;
    this.#saving = this.#send();
    return this.#saving;
  }

  async #send() {
    const code = this.#read();
    this.#show('Saving…');
    try {
      const { draft } = await api('PUT', `/api/scripts/${this.script}/draft`, { code, base_version: this.version });
      this.#took(draft.version, code);
      return draft.version;
    } catch (error) {
      this.#show('Not saved');
      this.#refused(error);
      return null;
    } finally {
      this.#saving = null;
    }
  }

  #took(version, code) {
    this.#form.elements.base_version.value = version;
    this.#saved = code;
    if (this.isSaved) sessionStorage.removeItem(this.#key);
    this.#show(this.isSaved ? `Saved, version ${version}` : 'Not saved');
  }

  #refused(error) {
    const { code, details, retry_after_ms: wait } = error;
    if (code === 'OFFLINE' || error.status >= 500 || error.status === 429) {
      clearTimeout(this.#pause);
      this.#pause = setTimeout(() => this.save(), Math.max(wait || 0, AGAIN_MS));
    } else if (error.status === 409 && !details?.pen) this.#showConflict();
    else toast(error.status === 409 ? error.message : reason(error), 'wrong');
  }

  /** The server draws both texts' differences, and what can be done about them. */
  async #showConflict() {
    if (this.#hasConflict) return;
    this.#hasConflict = true;
    const fields = new FormData(this.#form);
    fields.set('code', this.#read());
    const answer = await fetch(this.#form.action, { method: 'POST', headers: { Accept: 'text/html' }, body: new URLSearchParams(fields) }).catch(() => null);
    const found = answer && parsePage(await answer.text()).getElementById('conflict');
    // It was settled meanwhile: the newest draft is there.
    if (!found) return location.reload();
    const dialog = make('dialog', { className: 'dialog conflict' }, document.importNode(found, true));
    dialog.setAttribute('aria-label', found.getAttribute('aria-label') ?? 'Both texts');
    dialog.addEventListener('close', () => {
      dialog.remove();
      this.#hasConflict = false;
    });
    // What is chosen there is what counts from then on.
    dialog.addEventListener('submit', () => sessionStorage.removeItem(this.#key));
    dialog.addEventListener('click', ({ target }) => target.closest('a') && sessionStorage.removeItem(this.#key));
    document.body.append(dialog);
    dialog.showModal();
  }

  /** Somebody else of owner and hands saved: their text is shown unless there is one here that is not saved. */
  async #follow({ version }) {
    if (!(version > this.version) || this.#saving) return;
    if (!this.isSaved) return this.save();
    const { draft } = await api('GET', `/api/scripts/${this.script}/draft`);
    if (!this.isSaved || !(draft.version > this.version)) return;
    this.#write(draft.code);
    this.#took(draft.version, this.#read());
  }

  #renewPen() {
    if (this.#form.dataset.hands === undefined || performance.now() - this.#penAt < PEN_MS) return;
    this.#penAt = performance.now();
    // The holder of the pen is shown beside the editor. A save says so, too.
    api('PUT', `/api/scripts/${this.script}/pen`, {}).catch(() => {});
  }

  #keep() {
    try {
      sessionStorage.setItem(this.#key, JSON.stringify({ code: this.#read(), base: this.version }));
    } catch {
      this.#show('Not saved');
    }
  }

  /** Brings back what this tab could not send before its page was left. */
  #restore() {
    const kept = JSON.parse(sessionStorage.getItem(this.#key) ?? 'null');
    if (!kept || kept.code === this.#saved) return sessionStorage.removeItem(this.#key);
    this.#write(kept.code);
    this.#form.elements.base_version.value = kept.base;
    this.changed();
    return undefined;
  }

  #leave() {
    const code = this.#read();
    if (this.isSaved || code.length > LAST_BYTES) return;
    api('PUT', `/api/scripts/${this.script}/draft`, { code, base_version: this.version }, {}, true).catch(() => {});
  }

  #show(text) {
    if (this.#status.textContent !== text) this.#status.textContent = text;
  }
}

/** Code of somebody else who used this tab before. */
function forgetOthers() {
  const own = `${KEPT_CODE}${document.body.dataset.user}:`;
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(KEPT_CODE) && !key.startsWith(own)) sessionStorage.removeItem(key);
}
