// The server speaks UTC; here its times become the reader's.

const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const short = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });

export const localTime = (iso) => time.format(new Date(iso));

export function localise(root) {
  for (const element of root.querySelectorAll('time[datetime]')) {
    const moment = new Date(element.dateTime);
    element.textContent = time.format(moment);
    element.title = full.format(moment);
  }
}

/** The same with the day, for what is not in a room's history. */
export function localiseMoments(root) {
  for (const element of root.querySelectorAll('time[datetime]')) {
    if (element.closest('#history')) continue;
    const at = new Date(element.dateTime);
    const isToday = at.toDateString() === new Date().toDateString();
    element.textContent = ('short' in element.dataset ? (isToday ? time : short) : moment).format(at);
    element.title = `${element.dateTime.slice(0, 16).replace('T', ' ')} UTC`;
  }
}

const dayOf = (message) => day.format(new Date(message.querySelector('time').dateTime));

/** Puts a separator before a message if the one before it is from another day, and takes away one that is not needed. */
export function separateDay(message) {
  let [place, old] = [message, null];
  let before = message.previousElementSibling;
  for (; before && !before.matches('.message'); before = before.previousElementSibling) {
    if (before.id === 'new-line') place = before;
    if (before.matches('.day')) old = before;
  }
  const name = dayOf(message);
  if (before && dayOf(before) === name) return old?.remove();
  const separator = old ?? document.getElementById('day-template').content.firstElementChild.cloneNode(true);
  separator.firstElementChild.textContent = name;
  if (!old) place.before(separator);
}
