// Right after sending: while the receipt is being made the page looks for it by itself; without this script by its link.

/** Between two looks, in milliseconds; and how often. */
const PAUSE = 1_500;
const TIMES = 40;

/** @param {HTMLElement} place where the receipt will stand */
export function receipt(place, times = 1) {
  if (times > TIMES) return;
  setTimeout(async () => {
    try {
      const answer = await fetch(location.href);
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const now = page.querySelector('[data-receipt]');
      if (answer.ok && now && !now.hasAttribute('data-waits-for-receipt')) {
        place.replaceChildren(...now.childNodes);
        return;
      }
    } catch {
      // Without the network it is looked for again.
    }
    receipt(place, times + 1);
  }, PAUSE);
}
