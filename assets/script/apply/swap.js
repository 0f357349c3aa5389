// Brings the page up to date with the server without touching what is typed, the focus, or the place.

/**
 * Fetches the page again, or takes it as given, and changes what differs. Says whether questions appeared, and which
 * step this is of how many, where that has changed.
 * @param {HTMLFormElement} form
 * @param {import('./answers.js').Answers} page
 * @param {Document} [given]
 */
export async function refresh(form, page, given) {
  // What is typed while the page is on its way is newer than the page.
  const count = page.count();
  const fresh = given ?? (await load());
  const from = document.querySelector('.flow');
  const to = fresh?.querySelector('.flow');
  if (!from || !to || !to.querySelector('form[data-fields]')) return { appeared: false, steps: '' };
  const steps = () => document.querySelector('[data-count]')?.textContent ?? '';
  const told = steps();
  const focus = document.activeElement;
  const before = focus?.getBoundingClientRect().top ?? 0;
  const known = new Set([...form.querySelectorAll('.form-field')].map((field) => field.id));
  morph(from, to, (name) => page.isNewer(name, count));
  page.redrawn(count);
  if (fresh) document.title = fresh.title;
  if (focus && focus !== document.body && focus.isConnected) {
    scrollBy({ top: focus.getBoundingClientRect().top - before, behavior: 'instant' });
  }
  const appeared = [...form.querySelectorAll('.form-field')].filter((field) => !known.has(field.id));
  for (const field of appeared) field.classList.add('is-opening');
  return { appeared: appeared.length > 0, steps: steps() === told ? '' : steps() };
}

async function load() {
  try {
    const answer = await fetch(location.href, { redirect: 'manual', headers: { accept: 'text/html' } });
    return answer.ok ? new DOMParser().parseFromString(await answer.text(), 'text/html') : undefined;
  } catch {
    return undefined;
  }
}

/** @param {Node} from @param {Node} to @param {(name: string) => boolean} isNewer */
function morph(from, to, isNewer) {
  if (!(from instanceof Element) || !(to instanceof Element)) {
    if (from.nodeValue !== to.nodeValue) from.nodeValue = to.nodeValue;
    return;
  }
  if (from.hasAttribute('data-keep') && from.tagName === to.tagName) return;
  // A file that was refused is told until another is chosen.
  if (from.hasAttribute('data-refused') && !to.hasAttribute('data-refused')) return;
  // What somebody has unfolded stays so.
  const stays = (/** @type {string} */ name) => name === 'open' && from.tagName === 'DETAILS';
  for (const { name } of [...from.attributes]) if (!to.hasAttribute(name) && !stays(name)) from.removeAttribute(name);
  for (const { name, value } of [...to.attributes]) if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  if (holds(from, isNewer)) return;
  if (from instanceof HTMLInputElement && to instanceof HTMLInputElement) {
    from.checked = to.checked;
    if (from.type !== 'file' && from.value !== to.value) from.value = to.value;
    return;
  }
  if (from instanceof HTMLTextAreaElement && to instanceof HTMLTextAreaElement) {
    if (from.value !== to.value) from.value = to.value;
    return;
  }
  children(from, to, isNewer);
  if (from instanceof HTMLSelectElement && to instanceof HTMLSelectElement) {
    [...from.options].forEach((option, at) => {
      option.selected = to.options[at]?.selected ?? false;
    });
  }
}

/** A control whose value is the person's now. @param {Element} control @param {(name: string) => boolean} isNewer */
function holds(control, isNewer) {
  const isTyped = control instanceof HTMLTextAreaElement
    || (control instanceof HTMLInputElement && !/^(hidden|radio|checkbox)$/.test(control.type));
  const { name } = /** @type {HTMLInputElement} */ (control);
  return (isTyped && control === document.activeElement)
    || (control.matches('input, textarea, select') && isNewer(name));
}

/** @param {Element} from @param {Element} to @param {(name: string) => boolean} isNewer */
function children(from, to, isNewer) {
  let here = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    const match = find(here, wanted);
    if (!match) {
      from.insertBefore(document.importNode(wanted, true), here);
      continue;
    }
    // What a script put in stays where it is.
    while (here && here !== match) {
      const next = here.nextSibling;
      if (!isKept(here)) here.remove();
      here = next;
    }
    morph(match, wanted, isNewer);
    here = match.nextSibling;
  }
  while (here) {
    const next = here.nextSibling;
    if (!isKept(here)) here.remove();
    here = next;
  }
}

/** @param {Node} node */
function isKept(node) {
  return node instanceof Element && node.hasAttribute('data-keep');
}

/** The node from here on that is this one. @param {ChildNode | null} here @param {Node} wanted */
function find(here, wanted) {
  if (!(wanted instanceof Element)) return here && here.nodeType === wanted.nodeType ? here : null;
  const id = key(wanted);
  for (let node = here; node; node = node.nextSibling) {
    if (node instanceof Element && key(node) === id) return node;
  }
  return null;
}

/** What tells an element from its siblings. @param {Element} element */
function key(element) {
  const { tagName, id } = element;
  if (id) return `${tagName}#${id}`;
  // A line of a list is what it says: those that go leave the others alone.
  if (tagName === 'LI') return `LI ${element.textContent}`;
  const name = element.getAttribute('name') ?? '';
  const value = tagName === 'INPUT' && name.startsWith('_') ? '' : element.getAttribute('value');
  return [tagName, element.classList[0], name, value].join(' ');
}
