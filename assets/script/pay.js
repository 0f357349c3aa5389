// While a payment waits for its confirmation the page looks again by itself; without this script by its button.
const waits = /** @type {HTMLElement | null} */ (document.querySelector('[data-waits]'));
/** Between two looks, in milliseconds; and how often. */
const PAUSE = 4_000;
const TIMES = 60;

if (waits) look(waits.dataset.waits ?? '', 1);

/** @param {string} address @param {number} times */
function look(address, times) {
  if (times > TIMES) return;
  setTimeout(async () => {
    try {
      const answer = await fetch(address, { redirect: 'follow' });
      const text = answer.ok ? await answer.text() : '';
      if (answer.redirected || (text && !text.includes('data-waits'))) location.assign(answer.redirected ? answer.url : address);
      else look(address, times + 1);
    } catch {
      look(address, times + 1);
    }
  }, PAUSE);
}
