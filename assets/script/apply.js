// While a form is filled: saves each answer by itself, uploads files at once, keeps what was typed when the network, the
// server or the session is away. Without this script the buttons of the page do the same.
import { answers } from './apply/answers.js';
import { left } from './apply/left.js';
import { queue } from './apply/queue.js';
import { saver } from './apply/saver.js';
import { refresh } from './apply/swap.js';
import { files } from './apply/files.js';
import { finds } from './apply/find.js';
import { answer, answered } from './apply/move.js';
import { places } from './apply/place.js';
import { receipt } from './apply/receipt.js';
import { registers } from './apply/register.js';
import { send } from './apply/send.js';

const form = /** @type {HTMLFormElement | null} */ (document.querySelector('form[data-fields]'));
if (form) fill(form);
const summary = /** @type {HTMLElement | null} */ (document.querySelector('[data-left]'));
if (summary) left(summary);
const move = /** @type {HTMLFormElement | null} */ (document.querySelector('form[data-answer]'));
if (move) answer(move);
answered();
const last = /** @type {HTMLFormElement | null} */ (document.querySelector('form.summary-send'));
const offline = /** @type {HTMLElement | null} */ (document.querySelector('[data-offline]'));
if (last && offline) send(last, offline);
const awaited = /** @type {HTMLElement | null} */ (document.querySelector('[data-waits-for-receipt]'));
if (awaited) receipt(awaited);

/** @param {HTMLFormElement} form */
function fill(form) {
  const page = answers(form);
  const say = /** @type {HTMLElement} */ (form.querySelector('[data-say]'));
  /** Words of the page, with the name of a file. @param {string} key */
  const words = (key, name = '') => (form.dataset[key] ?? '').replace('{name}', name);
  /** @param {string} text */
  const tell = (text) => {
    say.textContent = text;
  };

  const narrowed = finds(form);
  const still = pointer();
  const swap = async (/** @type {Document | undefined} */ given = undefined) => {
    await still();
    const { appeared, steps } = await refresh(form, page, given);
    narrowed();
    const news = [appeared && words('appeared'), steps && words('steps', steps)].filter(Boolean);
    if (news.length) tell(news.join(' '));
    return appeared;
  };
  /** What had waited is there again: said, and the last that was typed is gone on with. @param {import('./apply/answers.js').Entry[]} entries */
  const restored = (entries) => {
    const notice = document.createElement('div');
    notice.className = 'alert alert-success';
    notice.toggleAttribute('data-keep', true);
    document.querySelector('.flow-messages')?.append(notice);
    notice.textContent = words('restored');
    tell(words('restored'));
    const last = entries.map(({ path }) => path).reverse();
    const controls = last.map((path) => form.querySelector(`[name="${CSS.escape(path)}"]:not([type=hidden])`));
    const control = /** @type {HTMLElement | undefined} */ (controls.find(Boolean) ?? undefined);
    if (document.activeElement === document.body) control?.focus();
  };
  const save = saver(form, page, queue(form.dataset.draft ?? '', form.dataset.key ?? ''), { swap, restored });
  document.documentElement.classList.add('fills-itself');
  // A region says what comes into it once the page stands.
  const { aloud } = say.dataset;
  if (aloud) setTimeout(() => tell(aloud), 500);

  form.addEventListener('input', ({ target }) => {
    const typed = /** @type {HTMLInputElement} */ (target);
    if (typed.type !== 'file') save.touch(typed, 600);
  });
  form.addEventListener('change', ({ target }) => {
    const changed = /** @type {HTMLInputElement} */ (target);
    if (changed.type !== 'file') save.touch(changed, 0);
  });
  const filled = (/** @type {HTMLInputElement} */ control) => save.touch(control, 0, true);
  places(form, filled);
  registers(form, filled);
  const uploads = files(form, { swap, tell, words, expire: save.expire });
  form.addEventListener('submit', (event) => {
    const waits = uploads.running();
    if (!waits && save.leave()) return;
    event.preventDefault();
    const button = /** @type {HTMLElement | null} */ (event.submitter);
    waits?.then(() => form.requestSubmit(button?.isConnected ? button : null));
  });
  form.addEventListener('click', (event) => {
    const link = /** @type {HTMLAnchorElement | null} */ (/** @type {Element} */ (event.target).closest('a[data-saved-first]'));
    const saving = link && save.settled();
    if (!saving) return;
    event.preventDefault();
    saving.then((isSaved) => isSaved && location.assign(link.href));
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') save.hurry();
    else save.seen();
  });
  addEventListener('pagehide', save.hurry);
  addEventListener('online', save.again);
  addEventListener('pageshow', (event) => {
    if (event.persisted) save.back();
  });
  addEventListener('beforeunload', (event) => {
    if (save.isLosing()) event.preventDefault();
  });

  save.begin();
}

/** Waits until no finger and no button is down, a moment at most: nothing moves away under a click. */
function pointer() {
  /** @type {Promise<void>} */
  let up = Promise.resolve();
  addEventListener('pointerdown', () => {
    up = new Promise((resolve) => {
      const done = () => setTimeout(resolve);
      setTimeout(resolve, 1000);
      for (const kind of ['pointerup', 'pointercancel']) addEventListener(kind, done, { once: true });
    });
  }, { capture: true });
  return () => up;
}
