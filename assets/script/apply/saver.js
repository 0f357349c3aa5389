// Saves changed answers by themselves: together, one request at a time, again until they are saved.

import { used } from '../session.js';

/** @typedef {ReturnType<typeof saver>} Saver */

/** Longest pause between two tries, in milliseconds. */
const PAUSE = 60_000;

/**
 * @param {HTMLFormElement} form
 * @param {import('./answers.js').Answers} page
 * @param {import('./kept.js').Kept} kept
 * @param {(given?: Document) => Promise<boolean>} swap
 */
export function saver(form, page, kept, swap) {
  const state = /** @type {HTMLElement} */ (form.querySelector('[data-saved]'));
  const url = form.dataset.fields ?? '';
  /** @type {number | undefined} */
  let timer;
  let tries = 0;
  let isBusy = false;
  let isClosed = false;
  let isLeaving = false;
  /** Names whose saving brings the page up to date. @type {Set<string>} */
  const awaited = new Set();
  /** Answers that no control of the page holds: brought back before their question is shown. @type {[string, string][]} */
  let loose = [];

  /** @param {string} text @param {[string, string]} [link] words and address */
  const show = (text, link, isBad = false) => {
    if (state.textContent !== text || link) state.textContent = text;
    state.classList.toggle('is-bad', isBad);
    if (!link) return;
    const anchor = document.createElement('a');
    [anchor.textContent, anchor.href] = link;
    state.append(' ', anchor);
  };

  const pending = () => [...loose, ...page.values(page.changed.keys())];

  /** Nothing more is saved from here: what was typed is kept in the tab. @param {boolean} isGone */
  const close = (isGone) => {
    isClosed = true;
    clearTimeout(timer);
    if (isGone) {
      kept.keep([]);
      show(state.dataset.gone ?? '', [state.dataset.reload ?? '', location.pathname], true);
    } else {
      kept.keep(pending());
      const back = encodeURIComponent(location.pathname);
      show(state.dataset.expired ?? '', [state.dataset.again ?? '', `/accedi?da=${back}`], true);
    }
  };

  const later = () => {
    tries += 1;
    kept.keep(pending());
    show(state.dataset.failed ?? '', undefined, true);
    schedule(Math.min(1000 * 2 ** tries, PAUSE));
  };

  /** @param {number} pause */
  const schedule = (pause) => {
    clearTimeout(timer);
    timer = setTimeout(flush, pause);
  };

  async function flush() {
    clearTimeout(timer);
    if (isBusy || isClosed || isLeaving || (!page.changed.size && !loose.length)) return;
    isBusy = true;
    const sent = new Map(page.changed);
    const sentLoose = loose;
    const pairs = pending();
    const slow = setTimeout(() => show(state.dataset.saving ?? ''), 800);
    try {
      const answer = await fetch(url, { method: 'POST', body: page.body(pairs), redirect: 'manual' });
      clearTimeout(slow);
      if (isLeaving) return;
      if (answer.type === 'opaqueredirect' || answer.status === 401 || answer.status === 403) close(false);
      else if ([404, 409, 410].includes(answer.status)) close(true);
      else if (!answer.ok) later();
      else await saved((await answer.json()).saved_at, sent, sentLoose);
    } catch {
      clearTimeout(slow);
      if (!isLeaving) later();
    } finally {
      isBusy = false;
    }
    if (!isClosed && !isLeaving && tries === 0 && page.changed.size) schedule(600);
  }

  /** @param {string} time @param {Map<string, number>} sent @param {[string, string][]} sentLoose */
  async function saved(time, sent, sentLoose) {
    tries = 0;
    used();
    for (const [name, change] of sent) {
      if (page.changed.get(name) === change) page.changed.delete(name);
    }
    loose = loose.filter((pair) => !sentLoose.includes(pair));
    kept.keep(pending());
    show((state.dataset.at ?? '').replace('{time}', time));
    await settle();
  }

  /** Brings the page up to date, once all that it waits for is saved. */
  async function settle() {
    if (!awaited.size || [...awaited].some((name) => page.changed.has(name))) return;
    awaited.clear();
    await swap();
  }

  /** The page says what is wrong: a field that is left is looked at again. */
  const tells = () =>
    new URLSearchParams(location.search).has('mostra') || !!form.querySelector('.is-wrong');

  return {
    /** An answer changed. @param {HTMLInputElement} control @param {number} pause */
    touch(control, pause) {
      const names = page.names(control);
      if (!names.length || isClosed) {
        if (isClosed && names.length) {
          names.forEach((name) => page.change(name));
          kept.keep(pending());
        }
        return;
      }
      if (control.hasAttribute('data-depends') || (pause === 0 && tells())) awaited.add(names[0]);
      // Leaving a field tells again what typing has already told.
      if (pause === 0 && isText(control) && !page.changed.has(names[0])) {
        settle();
        return;
      }
      names.forEach((name) => page.change(name));
      if (tries === 0) schedule(pause);
    },

    /** Values of an earlier visit. @param {[string, string][]} pairs */
    restore(pairs) {
      page.put(pairs);
      for (const [name] of pairs) {
        if (form.elements.namedItem(name)) page.change(name);
      }
      loose = pairs.filter(([name]) => !form.elements.namedItem(name));
      pairs.forEach(([name]) => awaited.add(name));
      flush();
    },

    /** Before the form posts itself: all is in it. Says whether it may go. */
    leave() {
      if (navigator.onLine && !isClosed) {
        isLeaving = true;
        clearTimeout(timer);
        page.next();
        return true;
      }
      if (isClosed) return true;
      later();
      return false;
    },

    /** The page may vanish: one last request that outlives it. */
    hurry() {
      if (isLeaving || isClosed || !page.changed.size) return;
      const pairs = pending();
      kept.keep(pairs);
      const sent = new Map(page.changed);
      const sentLoose = loose;
      fetch(url, { method: 'POST', body: page.body(pairs), redirect: 'manual', keepalive: true })
        .then((answer) => (answer.ok ? answer.json() : undefined))
        .then((told) => told && saved(told.saved_at, sent, sentLoose))
        .catch(() => undefined);
    },

    /** The network is back. */
    again() {
      if (tries > 0) flush();
    },

    /** The page was taken out of the browser's memory. */
    back() {
      isLeaving = false;
      swap();
    },

    /** The session ended, as something else found out. */
    expire: () => close(false),

    /** Something is not saved and would be lost with the page. */
    isLosing: () => !isLeaving && !isClosed && tries > 0 && page.changed.size > 0,
  };
}

/** @param {HTMLInputElement} control */
function isText(control) {
  return !/^(radio|checkbox|select-one|select-multiple)$/.test(control.type);
}
