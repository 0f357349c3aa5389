// Warns before a session ends, and lets it go on. Without this script the pages with forms say in words until when it
// lasts. Tabs of one browser tell each other; the focus is never moved.

/** Before the end that is told, and that is told again, in milliseconds. */
const SOON = 5 * 60_000;
const NOW = 60_000;
/** The server may have written down an earlier request than the last one. */
const SLACK = 60_000;
/** Between two looks at the clock: a computer that slept has missed timers. */
const LOOK = 5_000;
const KEPT = 'session-until';

/** Something that the server has answered: the session was used. */
export function used() {
  document.dispatchEvent(new Event('session-used'));
}

const warning = /** @type {HTMLElement | null} */ (document.querySelector('[data-session]'));
if (warning) watch(warning);

/** @param {HTMLElement} box */
function watch(box) {
  const part = (/** @type {string} */ name) =>
    /** @type {HTMLElement} */ (document.querySelector(`[data-session-${name}]`));
  const [text, stay, again, say, cry] = ['text', 'stay', 'again', 'say', 'cry'].map(part);
  const number = (/** @type {string} */ name) => Number(box.dataset[name]) * 1000;
  const minutes = (box.dataset.minutes ?? '').split('|');
  const loaded = Date.now();
  const last = loaded + number('last');
  let until = Math.min(last, loaded + number('left'));
  /** What was told: nothing, soon, now, over. */
  let told = '';

  /** Puts the end off, here and in the other tabs. @param {number} to */
  const putOff = (to) => {
    until = Math.max(until, Math.min(last, to));
    try {
      localStorage.setItem(KEPT, JSON.stringify({ session: box.dataset.session, until }));
    } catch {
      // Storage may be closed: each tab counts for itself.
    }
    look();
  };

  /** What another tab knows. Another session means that somebody has signed in again. */
  const heard = () => {
    try {
      const other = JSON.parse(localStorage.getItem(KEPT) ?? '{}');
      if (other.session === box.dataset.session || told === 'over') until = Math.max(until, other.until ?? 0);
    } catch {
      // As above.
    }
  };

  const look = () => {
    heard();
    const left = until - Date.now();
    const now = left <= 0 ? 'over' : left <= NOW ? 'now' : left <= SOON ? 'soon' : '';
    box.hidden = !now;
    if (!now) {
      told = '';
      return;
    }
    const isLast = until >= last - SLACK;
    const pattern = { over: box.dataset.over, now: '', soon: '' }[now] || (isLast ? box.dataset.end : box.dataset.soon);
    text.textContent = (pattern ?? '').replace('{time}', minutes[Math.max(0, Math.ceil(left / 60_000) - 1)] ?? '');
    stay.hidden = now === 'over' || isLast;
    again.hidden = now !== 'over';
    if (now === told) return;
    told = now;
    (now === 'soon' ? say : cry).textContent = text.textContent;
  };

  stay.addEventListener('click', async () => {
    try {
      const answer = await fetch('/sessione', { method: 'POST', redirect: 'manual' });
      if (!answer.ok) throw new Error('no session');
      const { left } = await answer.json();
      putOff(Date.now() + left * 1000);
      say.textContent = box.dataset.stayed ?? '';
    } catch {
      if (navigator.onLine) until = Date.now();
      look();
    }
  });
  again.addEventListener('click', () => {
    // What a form does not keep in this tab stays only if the tab does.
    const link = /** @type {HTMLAnchorElement} */ (again);
    link.target = document.querySelector('form[data-fields], form[data-answer]') ? '' : '_blank';
    link.search = `?da=${encodeURIComponent(location.pathname + location.search)}`;
  });
  document.addEventListener('session-used', () => putOff(Date.now() + number('idle') - SLACK));
  document.addEventListener('visibilitychange', look);
  addEventListener('storage', look);
  addEventListener('pageshow', look);
  setInterval(look, LOOK);
  putOff(until);
}
