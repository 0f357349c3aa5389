// Who else has an application open, and what has happened to it: asked again for as long as the page is looked at, never by
// a tab that nobody sees. What the page said when it was loaded stands without this script.

/** Between two questions, in milliseconds. */
const EVERY = 45_000;

const box = /** @type {HTMLElement | null} */ (document.querySelector('[data-presence]'));
if (box) watch(box);

/** @param {HTMLElement} box */
function watch(box) {
  let asked = Date.now();

  const ask = async () => {
    if (document.visibilityState !== 'visible' || Date.now() - asked < EVERY) return;
    asked = Date.now();
    try {
      const answer = await fetch(box.dataset.presence ?? '', { redirect: 'manual' });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const now = /** @type {HTMLElement | null} */ (page.querySelector('[data-stamp]'));
      if (!now) return;
      box.dataset.stamp = now.dataset.stamp;
      // What is the same is not read out again, and keeps the focus where it is.
      if (now.innerHTML.trim() !== box.innerHTML.trim()) box.replaceChildren(...now.childNodes);
    } catch {
      // Without a network nobody is known to be there; the next question may be answered.
    }
  };

  setInterval(ask, EVERY / 9);
  document.addEventListener('visibilitychange', ask);
  addEventListener('pagehide', () => {
    navigator.sendBeacon(box.dataset.leave ?? '', new URLSearchParams({ stamp: box.dataset.stamp ?? '' }));
  });
  addEventListener('pageshow', (event) => {
    // Taken out of the browser's own store of pages: it was said that one had left.
    if (event.persisted) asked = 0;
  });
}
