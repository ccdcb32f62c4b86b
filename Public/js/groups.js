// Messages of one author that follow each other within five minutes are one group: name, picture and time stand once.

/** `History.groupSpan` is the same on the server. */
const SPAN_MS = 300_000;

const timeOf = (message) => Date.parse(message.querySelector('time').dateTime);

/** Says whether a message continues the group above it. Takes away the mark by which the server says so. */
export function group(message) {
  let above = message?.previousElementSibling;
  if (above?.matches('.joins')) {
    above.remove();
    above = message.previousElementSibling;
  }
  while (above?.hidden) above = above.previousElementSibling;
  const isOne =
    above?.matches('.message:not(.deleted)') &&
    !message.matches('.deleted') &&
    above.dataset.author === message.dataset.author &&
    timeOf(message) - timeOf(above) <= SPAN_MS;
  message?.classList.toggle('joined', Boolean(isOne));
}
