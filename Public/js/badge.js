// The connection badge: whether what one sees is the present state, and up to where.

const badge = document.getElementById('connection');
const words = { live: 'live', 'catching-up': 'catching up', offline: 'offline' };

export function show(state, seq) {
  if (!badge) return;
  badge.hidden = false;
  badge.dataset.connection = state;
  badge.querySelector('.state').textContent = words[state];
  if (seq !== undefined) badge.querySelector('.caught-up').textContent = `caught up to #${seq.toLocaleString('en')}`;
}
