// Keys of the clerk's desk. They can be put off (WCAG 2.1.4), are never taken from a field, and do
// nothing that a link of the page does not do.

const dialog = /** @type {HTMLDialogElement | null} */ (document.querySelector('[data-keys]'));
const opener = /** @type {HTMLElement | null} */ (document.querySelector('[data-keys-open]'));
const choice = /** @type {HTMLInputElement | null} */ (document.querySelector('[data-keys-on]'));
const KEPT = 'office-keys';

// On a narrow screen the menu is a line that scrolls: where one is stands in its middle.
const rail = document.querySelector('.office-rail ul');
const here = rail?.querySelector('[aria-current]')?.getBoundingClientRect();
if (rail && here) {
  const all = rail.getBoundingClientRect();
  rail.scrollLeft += here.left + here.width / 2 - (all.left + all.width / 2);
}

/** What this browser keeps; storage may be closed. @param {string} [value] */
function kept(value) {
  try {
    if (value !== undefined) localStorage.setItem(KEPT, value);
    return localStorage.getItem(KEPT);
  } catch {
    return value ?? null;
  }
}

/** Moves the focus among the rows of the queue. @param {number} by */
function step(by) {
  const rows = [...document.querySelectorAll('[data-row] a')];
  const here = rows.findIndex((link) => link.closest('[data-row]')?.contains(document.activeElement));
  const next = here < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(here + by, 0), rows.length - 1);
  /** @type {HTMLElement | undefined} */ (rows[next])?.focus();
}

/** The link of the row that has the focus. */
function row() {
  const link = document.activeElement?.closest('[data-row]')?.querySelector('a');
  return /** @type {HTMLAnchorElement | null | undefined} */ (link);
}

/** Follows the link that leads on or back in a view. @param {string} where */
function follow(where) {
  /** @type {HTMLAnchorElement | null} */ (document.querySelector(`a[rel=${where}]`))?.click();
}

/** @type {Record<string, () => void>} */
const keys = {
  j: () => step(1),
  k: () => step(-1),
  o: () => row()?.click(),
  t: () => {
    const take = /** @type {HTMLAnchorElement | null} */ (document.querySelector('[data-keys-take]'));
    const link = row();
    if (take) take.click();
    else if (link) {
      const to = new URL(link.href);
      to.pathname += '/prendi';
      location.assign(to);
    }
  },
  n: () => follow('next'),
  p: () => follow('prev'),
  '/': () => {
    const field = /** @type {HTMLInputElement | null} */ (document.querySelector('[data-keys-search]'));
    field?.focus();
    field?.select();
    if (!field) location.assign('/ufficio#cerca');
  },
  '?': () => dialog?.showModal(),
};

if (dialog && opener && choice) {
  opener.hidden = false;
  opener.querySelector('button')?.addEventListener('click', () => dialog.showModal());
  choice.checked = kept() !== 'off';
  choice.addEventListener('change', () => kept(choice.checked ? 'on' : 'off'));
  document.addEventListener('keydown', (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const typing = target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
    if (typing || dialog.open || event.ctrlKey || event.metaKey || event.altKey || !choice.checked) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
