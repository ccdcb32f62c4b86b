// The form of a gallery: a description for each picture that is there or has been chosen, and no more.

const files = document.querySelector('input[type="file"][multiple]');

if (files) {
  const known = files.form.elements.media_id.value.split(',').filter(Boolean).length;
  const fields = [...files.form.querySelectorAll('input[name="alt"]')].map((input) => input.closest('.field'));
  const show = () => fields.forEach((field, index) => (field.hidden = index >= Math.max(known + files.files.length, 2)));
  files.addEventListener('change', show);
  show();
}
