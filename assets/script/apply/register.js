// Entries of a register are offered while somebody types (WAI-ARIA: editable combobox with a list). Without this script
// the line is typed and the server says what may have been meant.

/** Pause after the last key, in milliseconds. */
const PAUSE = 200;

/** @param {HTMLFormElement} form @param {(control: HTMLInputElement) => void} chosen told of a control that was filled in */
export function registers(form, chosen) {
  /** What says again that a line is a combobox, once the page was brought up to date. @type {WeakMap<Element, () => void>} */
  const made = new WeakMap();
  form.addEventListener('focusin', ({ target }) => {
    const box = /** @type {HTMLElement | null} */ (/** @type {Element} */ (target).closest('[data-register]'));
    const input = box?.querySelector('input');
    if (!box || !input || input !== target) return;
    if (!made.has(input)) made.set(input, combobox(box, input, chosen));
    made.get(input)?.();
  });
}

/**
 * Makes a line a combobox, and gives what marks it as one.
 * @param {HTMLElement} box @param {HTMLInputElement} input @param {(control: HTMLInputElement) => void} chosen
 */
function combobox(box, input, chosen) {
  const list = document.createElement('ul');
  const said = document.createElement('p');
  for (const part of [list, said]) {
    part.toggleAttribute('data-keep', true);
    box.append(part);
  }
  list.id = `${input.id}-options`;
  list.className = 'register-options';
  list.setAttribute('role', 'listbox');
  list.hidden = true;
  said.className = 'visually-hidden';
  said.setAttribute('role', 'status');
  const named = label(input);
  if (named) list.setAttribute('aria-label', named);

  /** @type {number | undefined} */
  let timer;
  let count = 0;
  let at = -1;

  const mark = () => {
    input.setAttribute('role', 'combobox');
    input.setAttribute('aria-autocomplete', 'list');
    input.setAttribute('aria-controls', list.id);
    input.setAttribute('aria-expanded', String(!list.hidden));
    const option = list.children[at];
    if (option) input.setAttribute('aria-activedescendant', option.id);
    else input.removeAttribute('aria-activedescendant');
    [...list.children].forEach((child, n) => child.setAttribute('aria-selected', String(n === at)));
    option?.scrollIntoView({ block: 'nearest' });
  };

  const close = () => {
    count += 1;
    clearTimeout(timer);
    list.hidden = true;
    at = -1;
    mark();
  };

  /** @param {Element} option */
  const take = (option) => {
    input.value = option.textContent ?? '';
    close();
    said.textContent = '';
    chosen(input);
  };

  /** @param {string[]} labels */
  const show = (labels) => {
    const marked = list.hidden ? null : list.children[at]?.textContent;
    list.replaceChildren(...labels.map((label, n) => {
      const option = document.createElement('li');
      option.id = `${list.id}-${n}`;
      option.setAttribute('role', 'option');
      option.textContent = label;
      return option;
    }));
    // What the arrows have reached stays marked when a slower answer comes.
    at = marked ? labels.indexOf(marked) : -1;
    list.hidden = labels.length === 0;
    if (!list.hidden) reveal(input, list);
    said.textContent = labels.length ? (box.dataset.found ?? '').replace('{n}', String(labels.length)) : box.dataset.none ?? '';
    mark();
  };

  const search = async () => {
    const text = input.value.trim();
    count += 1;
    const own = count;
    if (!text) return close();
    try {
      const answer = await fetch(`${box.dataset.register}?q=${encodeURIComponent(text)}`);
      const labels = answer.ok ? await answer.json() : [];
      if (own === count && document.activeElement === input) show(labels);
    } catch {
      // Without the network the name is typed.
    }
  };

  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(search, PAUSE);
  });
  input.addEventListener('keydown', (event) => {
    const last = list.children.length - 1;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (list.hidden) return void search();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      at = at + step < 0 ? last : at + step > last ? 0 : at + step;
      mark();
    } else if (event.key === 'Enter' && !list.hidden && list.children[at]) {
      event.preventDefault();
      take(list.children[at]);
    } else if (event.key === 'Escape' && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
  input.addEventListener('blur', close);
  // Pressing on the list leaves the focus where it is.
  list.addEventListener('pointerdown', (event) => event.preventDefault());
  list.addEventListener('click', ({ target }) => {
    const option = /** @type {Element} */ (target).closest('[role=option]');
    if (option) take(option);
  });
  return mark;
}

/** The list is seen above the bar at the foot of the page: where it is not, the line goes up. @param {HTMLElement} input @param {HTMLElement} list */
function reveal(input, list) {
  const bar = document.querySelector('.flow-bar')?.getBoundingClientRect();
  const foot = bar && bar.top < innerHeight ? bar.top : innerHeight;
  const over = list.getBoundingClientRect().bottom - foot;
  // The line itself stays in sight.
  const room = input.getBoundingClientRect().top - 80;
  if (over > 0 && room > 0) scrollBy({ top: Math.min(over + 8, room), behavior: 'instant' });
}

/** What people call the control. @param {HTMLInputElement} input */
function label(input) {
  return input.labels?.[0]?.textContent?.trim();
}
