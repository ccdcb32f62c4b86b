// The server speaks UTC; here its times become the reader's.

const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });

export function localise(root) {
  for (const element of root.querySelectorAll('time[datetime]')) {
    const moment = new Date(element.dateTime);
    element.textContent = time.format(moment);
    element.title = full.format(moment);
  }
}

/** The same with the day, for what is no conversation. */
export function localiseMoments(root) {
  for (const element of root.querySelectorAll('time[datetime]')) element.textContent = moment.format(new Date(element.dateTime));
}

/** Puts a separator wherever two neighbours of a list are from different days. */
export function separateDays(list) {
  for (const old of list.querySelectorAll(':scope > .day')) old.remove();
  const template = document.getElementById('day-template');
  let previous = '';
  for (const message of list.querySelectorAll(':scope > .message')) {
    const name = day.format(new Date(message.querySelector('time').dateTime));
    if (name === previous) continue;
    previous = name;
    const separator = template.content.firstElementChild.cloneNode(true);
    separator.firstElementChild.textContent = name;
    const line = message.previousElementSibling;
    (line?.id === 'new-line' ? line : message).before(separator);
  }
}
