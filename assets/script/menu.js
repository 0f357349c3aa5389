// The menu on small screens. Without this script the burger is a link to the menu, shown by :target;
// with it the burger is a button that keeps focus inside, closes on Escape and gives focus back.

const burger = /** @type {HTMLAnchorElement | null} */ (document.querySelector('[data-menu-open]'));
const menu = burger && document.getElementById(burger.hash.slice(1));
const close = /** @type {HTMLAnchorElement | null} */ (menu?.querySelector('[data-menu-close]'));

if (burger && menu && close) {
  const focusable = () =>
    /** @type {HTMLElement[]} */ ([...menu.querySelectorAll('a[href], button')]).filter(
      (element) => element.offsetParent !== null,
    );

  /** @param {boolean} open */
  const show = (open) => {
    menu.classList.toggle('is-open', open);
    document.body.classList.toggle('menu-open', open);
    burger.setAttribute('aria-expanded', String(open));
    if (open) close.focus();
    else burger.focus();
  };

  burger.setAttribute('role', 'button');
  burger.setAttribute('aria-expanded', 'false');
  burger.setAttribute('aria-controls', menu.id);
  close.setAttribute('role', 'button');
  for (const [button, open] of /** @type {const} */ ([[burger, true], [close, false]])) {
    button.addEventListener('click', (event) => {
      event.preventDefault();
      show(open);
    });
    button.addEventListener('keydown', (event) => {
      if (event.key === ' ') {
        event.preventDefault();
        show(open);
      }
    });
  }
  menu.addEventListener('click', (event) => {
    if (event.target === menu) show(false);
  });
  menu.addEventListener('keydown', (event) => {
    if (!menu.classList.contains('is-open')) return;
    if (event.key === 'Escape') show(false);
    if (event.key !== 'Tab') return;
    const all = focusable();
    const edge = event.shiftKey ? all[0] : all[all.length - 1];
    if (document.activeElement === edge) {
      event.preventDefault();
      (event.shiftKey ? all[all.length - 1] : all[0]).focus();
    }
  });
}

// Disclosures of the header, and the list of providers at the door, close when something else is pressed, or with
// Escape.
const closing = 'details.dropdown, details[data-closes]';
for (const disclosure of /** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll(closing))) {
  document.addEventListener('click', (event) => {
    if (!disclosure.contains(/** @type {Node} */ (event.target))) disclosure.open = false;
  });
  disclosure.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && disclosure.open) {
      disclosure.open = false;
      disclosure.querySelector('summary')?.focus();
    }
  });
}
