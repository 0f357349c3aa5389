// Saves changed answers by themselves: together, one request at a time, again until they are saved. What is not saved yet
// waits in the queue of this device.

import { used } from '../session.js';

/** @typedef {ReturnType<typeof saver>} Saver */
/** @typedef {import('./answers.js').Entry} Entry */

/** Longest pause between two tries, in milliseconds. */
const PAUSE = 30_000;
/** After so long out of sight a page looks what other pages have changed. */
const AWAY = 5_000;

/**
 * @param {HTMLFormElement} form
 * @param {import('./answers.js').Answers} page
 * @param {import('./queue.js').Queue} queue
 * @param {{ swap: (given?: Document) => Promise<boolean>, restored: (entries: Entry[]) => void }} tools
 */
export function saver(form, page, queue, { swap, restored }) {
  const state = /** @type {HTMLElement} */ (form.querySelector('[data-saved]'));
  const url = form.dataset.fields ?? '';
  /** @type {number | undefined} */
  let timer;
  let tries = 0;
  /** The saving under way. @type {Promise<void> | undefined} */
  let sending;
  let isClosed = false;
  let isLeaving = false;
  let hiddenAt = 0;
  /** Names whose saving brings the page up to date. @type {Set<string>} */
  const awaited = new Set();
  /** What an earlier page, or another that was closed, could not save. @type {Entry[]} */
  let left = [];
  /** The queue is written one after the other. */
  let keeping = Promise.resolve();

  /** @param {string} text @param {[string, string]} [link] words and address */
  const show = (text, link, isBad = false) => {
    if (state.textContent !== text || link) state.textContent = text;
    state.classList.toggle('is-bad', isBad);
    if (!link) return;
    const anchor = document.createElement('a');
    [anchor.textContent, anchor.href] = link;
    state.append(' ', anchor);
  };

  const pending = () => [...left, ...page.entries(page.changed.keys())];

  /** @param {Entry[]} entries */
  const keep = (entries) => {
    keeping = keeping.then(async () => {
      for (const entry of entries) await queue.put(entry);
    }).catch(() => undefined);
  };
  /** @param {Entry[]} entries */
  const drop = (entries) => {
    keeping = keeping.then(() => queue.drop(entries)).catch(() => undefined);
  };

  /** Nothing more is saved from here: what was typed waits, unless the draft is no more. @param {'gone' | 'elsewhere' | 'expired'} why */
  const close = (why) => {
    isClosed = true;
    clearTimeout(timer);
    if (why !== 'expired') {
      if (why === 'gone') keeping = keeping.then(() => queue.clear()).catch(() => undefined);
      show(state.dataset.gone ?? '', [state.dataset.reload ?? '', location.pathname], true);
    } else {
      const back = encodeURIComponent(location.pathname);
      show(state.dataset.expired ?? '', [state.dataset.again ?? '', `/accedi?da=${back}`], true);
    }
  };

  const later = () => {
    tries += 1;
    show((queue.isLasting() ? state.dataset.waiting : state.dataset.failed) ?? '', undefined, !queue.isLasting());
    schedule(Math.min(1000 * 2 ** tries, PAUSE));
  };

  /** @param {number} pause */
  const schedule = (pause) => {
    clearTimeout(timer);
    timer = setTimeout(flush, pause);
  };

  function flush() {
    clearTimeout(timer);
    if (isClosed || isLeaving || (!page.changed.size && !left.length)) return sending;
    sending ??= send().finally(() => {
      sending = undefined;
    });
    return sending;
  }

  /** Saves until nothing is left to save; says whether it is so. */
  async function settled() {
    do {
      await flush();
      if (tries > 0 || isClosed || isLeaving) return false;
    } while (page.changed.size);
    return true;
  }

  async function send() {
    const sent = new Map(page.changed);
    const sentLeft = left;
    const entries = pending();
    const slow = setTimeout(() => show(state.dataset.saving ?? ''), 800);
    try {
      const answer = await post(url, entries);
      clearTimeout(slow);
      if (isLeaving) return;
      if (answer.type === 'opaqueredirect' || answer.status === 401 || answer.status === 403) close('expired');
      else if ([409, 410].includes(answer.status)) close('gone');
      // Not this person's: somebody else has signed in meanwhile. Its author finds it again.
      else if (answer.status === 404) close('elsewhere');
      else if ([400, 413].includes(answer.status)) await singly(entries, sent);
      else if (!answer.ok) later();
      else await saved(await answer.json(), sent, sentLeft, entries);
    } catch {
      clearTimeout(slow);
      if (!isLeaving) later();
    }
    if (!isClosed && !isLeaving && tries === 0 && page.changed.size) schedule(600);
  }

  /** Together they are refused: those that are taken go one by one, the others are told and wait for another text. @param {Entry[]} entries @param {Map<string, number>} sent */
  async function singly(entries, sent) {
    let refused = false;
    let why = '';
    for (const entry of entries) {
      const answer = await post(url, [entry]);
      const isOwn = entry.client === page.client();
      const one = new Map(isOwn && sent.has(entry.path) ? [[entry.path, sent.get(entry.path) ?? 0]] : []);
      if (answer.ok) await saved(await answer.json(), one, isOwn ? [] : [entry], [entry]);
      else if ([400, 413].includes(answer.status)) {
        refused = true;
        why = (await answer.json().catch(() => undefined))?.problem ?? why;
        page.changed.delete(entry.path);
        left = left.filter((waits) => waits !== entry);
      } else return later();
    }
    if (refused) show(why || (state.dataset.refused ?? ''), undefined, true);
  }

  /**
   * @param {{ saved_at: string, marks: Record<string, string>, news: boolean, changed: boolean }} told
   * @param {Map<string, number>} sent @param {Entry[]} sentLeft @param {Entry[]} entries
   */
  async function saved(told, sent, sentLeft, entries) {
    tries = 0;
    used();
    page.saved(told.marks, sent);
    left = left.filter((entry) => !sentLeft.includes(entry));
    drop(entries);
    show((state.dataset.at ?? '').replace('{time}', told.saved_at));
    const isBack = sentLeft.length > 0 && told.changed;
    // The page was drawn before what was left had arrived.
    if (told.news || sentLeft.length) {
      awaited.clear();
      await swap();
    } else {
      await settle();
    }
    if (isBack) restored(sentLeft);
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
    /**
     * An answer changed; `isFilled` where no typing has told it, as from a list.
     * @param {HTMLInputElement} control @param {number} pause @param {boolean} [isFilled]
     */
    touch(control, pause, isFilled = false) {
      const names = page.names(control);
      if (!names.length) return;
      if (!isClosed && (control.hasAttribute('data-depends') || (pause === 0 && tells()))) awaited.add(names[0]);
      // Leaving a field tells again what typing has already told.
      if (!isClosed && pause === 0 && !isFilled && isText(control) && !page.changed.has(names[0])) {
        settle();
        return;
      }
      names.forEach((name) => page.change(name));
      keep(page.entries(names));
      if (tries === 0 && !isClosed) schedule(pause);
    },

    /** What waits from before goes first. */
    async begin() {
      left = (await queue.all().catch(() => [])).filter((entry) => entry.client !== page.client());
      if (left.length) await flush();
    },

    /** Saves at once what is typed, and says whether it is saved; nothing if it was. */
    settled() {
      return isClosed || (!sending && !page.changed.size) ? undefined : settled();
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
      hiddenAt = Date.now();
      if (isLeaving || isClosed || !page.changed.size) return;
      const sent = new Map(page.changed);
      const sentLeft = left;
      const entries = pending();
      post(url, entries, true)
        .then((answer) => (answer.ok ? answer.json() : undefined))
        .then((told) => told && saved(told, sent, sentLeft, entries))
        .catch(() => undefined);
    },

    /** The page is seen again: others may have changed what it shows. */
    seen() {
      if (isClosed || isLeaving || page.changed.size || Date.now() - hiddenAt < AWAY) return;
      swap();
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
    expire: () => close('expired'),

    /** Something is not saved and would be lost with the page. */
    isLosing: () => !isLeaving && !isClosed && !queue.isLasting() && tries > 0 && page.changed.size > 0,
  };
}

/** @param {string} url @param {Entry[]} entries @param {boolean} [keepalive] the request outlives the page */
export function post(url, entries, keepalive = false) {
  const [body, headers] = [JSON.stringify(entries), { 'content-type': 'application/json' }];
  return fetch(url, { method: 'POST', headers, body, redirect: 'manual', keepalive });
}

/** @param {HTMLInputElement} control */
function isText(control) {
  return !/^(radio|checkbox|select-one|select-multiple)$/.test(control.type);
}
