// Messages of one author that follow each other within five minutes are one group: name, picture and time stand once.
// Classes say what a message is, not selectors that look at its neighbours: with these, each message that arrives would cost all others.

/** `History.groupSpan` is the same on the server. */
const SPAN_MS = 300_000;
/** The latest messages cast a shadow in their author's colour. */
const LATE = 12;

const timeOf = (message) => Date.parse(message.querySelector('time').dateTime);

/** Says whether a message continues the group above it. Takes away the mark by which the server says so. */
export function group(message) {
  let above = message?.previousElementSibling;
  if (above?.matches('.group-mark')) {
    message.classList.toggle('leading', above.matches('.heads'));
    above.remove();
    above = message.previousElementSibling;
  }
  while (above?.hidden) above = above.previousElementSibling;
  if (!above?.matches('.message')) above = null;
  const isOne =
    above &&
    !above.matches('.deleted') &&
    !message.matches('.deleted') &&
    above.dataset.author === message.dataset.author &&
    timeOf(message) - timeOf(above) <= SPAN_MS;
  message?.classList.toggle('joined', Boolean(isOne));
  // Also across a line that has come between them.
  let before = message?.previousElementSibling;
  while (before && !before.matches('.message')) before = before.previousElementSibling;
  before?.classList.toggle('leading', Boolean(isOne));
}

/** Marks the latest of all messages, in their order. */
export function markLate(all) {
  for (const message of all.slice(-LATE)) message.classList.add('late');
  for (let index = all.length - LATE - 1; index >= 0 && all[index].matches('.late'); index -= 1) all[index].classList.remove('late');
}
