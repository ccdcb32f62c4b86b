// Every emoji with its name and keywords (art/emoji.json, from Unicode's CLDR), those used last first, and `:names:` in a text.

import { keep, kept } from './kept.js';

const LAST_USED = 'emoji';
const MOST_USED = 24;
let loading = null;

/** Resolves with groups `{name, emoji: [{emoji, name, words}]}`. */
export function load() {
  loading ??= fetch(document.getElementById('emoji').dataset.source)
    .then((answer) => answer.json())
    .then((groups) => groups.map(([name, all]) => ({ name, emoji: all.map(([emoji, name, words]) => ({ emoji, name, words })) })))
    .catch((error) => {
      loading = null;
      throw error;
    });
  return loading;
}

export const lastUsed = () => kept(LAST_USED, []);

export function use(emoji) {
  keep(LAST_USED, [emoji, ...lastUsed().filter((other) => other !== emoji)].slice(0, MOST_USED));
}

/** Those whose name or keywords have all these beginnings: last used first, then those whose own name begins so. */
export async function matching(text, most) {
  const wanted = text.toLowerCase().split(/[\s_-]+/).filter(Boolean);
  const used = lastUsed();
  const rank = ({ emoji, name }) => (used.includes(emoji) ? used.indexOf(emoji) - MOST_USED : name.startsWith(wanted.join(' ')) ? 0 : 1);
  return (await load())
    .flatMap(({ emoji }) => emoji)
    .filter(({ name, words }) => {
      const all = `${name} ${words}`.split(/[\s-]+/);
      return wanted.every((start) => all.some((word) => word.startsWith(start)));
    })
    .map((one) => [rank(one), one])
    .sort(([one], [other]) => one - other)
    .slice(0, most)
    .map(([, one]) => one);
}

/** `:party_popper:` and `:tada:` become the emoji, except in code. */
export async function spelledOut(text) {
  const all = (await load()).flatMap(({ emoji }) => emoji);
  const find = (name) => {
    const words = name.toLowerCase().replaceAll(/[_-]/g, ' ');
    return all.find((one) => one.name.replaceAll('-', ' ') === words) ?? all.find((one) => one.words.split(' ').includes(words));
  };
  return text
    .split(/(`+[\s\S]*?`+)/)
    .map((part, index) => (index % 2 ? part : part.replaceAll(/:([a-z0-9_-]+):/gi, (whole, name) => find(name)?.emoji ?? whole)))
    .join('');
}
