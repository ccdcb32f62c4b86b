// What this browser keeps for the member: short lists and choices, never what somebody wrote. Signing out and the end of the session clear it.

const nameOf = (key) => `${key}:${document.body.dataset.user}`;

/** What was kept, else `none`, also where the browser keeps nothing. */
export function kept(key, none) {
  try {
    return JSON.parse(localStorage.getItem(nameOf(key))) ?? none;
  } catch {
    return none;
  }
}

export function keep(key, value) {
  try {
    localStorage.setItem(nameOf(key), JSON.stringify(value));
  } catch {
    // A full or closed store: it lasts as long as the page.
  }
}

export function forgetAll() {
  try {
    localStorage.clear();
  } catch {
    // There is nothing then.
  }
}
