// The button that shows what was typed.

for (const button of document.querySelectorAll('[data-shows]')) {
  const input = document.getElementById(button.dataset.shows);
  button.hidden = false;
  button.addEventListener('click', () => {
    const isShown = input.type === 'text';
    input.type = isShown ? 'password' : 'text';
    button.ariaPressed = String(!isShown);
    button.textContent = isShown ? 'Show' : 'Hide';
  });
  // Browsers keep passwords only from password fields.
  input.form.addEventListener('submit', () => (input.type = 'password'));
}
