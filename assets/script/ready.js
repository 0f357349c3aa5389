// A text that the office keeps ready is put where the cursor stands. Without this script the server puts it after what
// was typed.

for (const ready of document.querySelectorAll('[data-ready]')) {
  const choice = /** @type {HTMLSelectElement} */ (ready.querySelector('select'));
  const button = /** @type {HTMLButtonElement} */ (ready.querySelector('button'));
  const field = /** @type {HTMLTextAreaElement | null | undefined} */ (ready.closest('form')?.querySelector('textarea'));
  if (field) button.addEventListener('click', (event) => insert(event, choice, field));
}

/** @param {Event} event @param {HTMLSelectElement} choice @param {HTMLTextAreaElement} field */
function insert(event, choice, field) {
  event.preventDefault();
  const text = choice.selectedOptions[0]?.dataset.text;
  if (!text) {
    choice.focus();
    return;
  }
  const before = field.value.slice(0, field.selectionStart);
  const gap = before.trim() && !before.endsWith('\n') ? '\n\n' : '';
  field.setRangeText(gap + text, field.selectionStart, field.selectionEnd, 'end');
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.focus();
}
