// A button that prints the page it stands on; without a script it is not there.

for (const button of document.querySelectorAll('[data-print]')) {
  /** @type {HTMLElement} */ (button).hidden = false;
  button.addEventListener('click', () => print());
}
