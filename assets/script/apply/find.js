// A long list of choices is made short by words: in any order, whatever their accents. Without this script it is there
// whole, and so it is for whoever reads on.

/** @param {string} text */
const plain = (text) => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();

/**
 * Gives what makes them short again, once the page was brought up to date.
 * @param {HTMLFormElement} form
 */
export function finds(form) {
  const line = (/** @type {Event} */ { target }) => /** @type {HTMLElement | null} */ (/** @type {Element} */ (target).closest('[data-find]'));
  // What is looked for is no answer: nobody is told of it.
  for (const kind of ['input', 'change', 'search']) {
    form.addEventListener(
      kind,
      (event) => {
        const found = line(event);
        if (!found) return;
        event.stopPropagation();
        narrow(found);
      },
      true,
    );
  }
  form.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && line(event)) event.preventDefault();
  });
  return () => form.querySelectorAll('[data-find]').forEach((found) => narrow(/** @type {HTMLElement} */ (found)));
}

/** @param {HTMLElement} line */
function narrow(line) {
  const input = /** @type {HTMLInputElement} */ (line.querySelector('input'));
  const list = document.getElementById(line.dataset.find ?? '');
  const said = line.querySelector('[role=status]');
  if (!list || !said) return;
  const words = plain(input.value).split(/\s+/).filter(Boolean);
  let count = 0;
  for (const choice of list.querySelectorAll('option, .form-check')) {
    const box = choice.querySelector('input');
    const isChosen = box ? box.checked : /** @type {HTMLOptionElement} */ (choice).selected;
    const text = plain(choice.textContent ?? '');
    const fits = words.every((word) => text.includes(word));
    const isChoice = box || /** @type {HTMLOptionElement} */ (choice).value;
    if (fits && isChoice) count += 1;
    choice.toggleAttribute('hidden', !fits && !isChosen);
    // Some browsers show hidden options of a list all the same.
    if (choice instanceof HTMLOptionElement) choice.disabled = !fits && !isChosen;
  }
  const told = count ? (line.dataset.found ?? '').replace('{n}', String(count)) : line.dataset.none;
  said.textContent = words.length ? (told ?? '') : '';
}
