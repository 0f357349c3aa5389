// What an answer to the office says is kept in this tab until it is sent.

/** @typedef {ReturnType<typeof kept>} Kept */

/** @param {HTMLFormElement} form */
export function kept(form) {
  const key = name(form);
  return {
    /** @param {[string, string][]} pairs */
    keep(pairs) {
      try {
        if (pairs.length) sessionStorage.setItem(key, JSON.stringify(pairs));
        else sessionStorage.removeItem(key);
      } catch {
        // Storage may be closed or full: the values stay in the page.
      }
    },

    /** What was kept. */
    read() {
      try {
        return /** @type {[string, string][]} */ (JSON.parse(sessionStorage.getItem(key) ?? '[]'));
      } catch {
        return [];
      }
    },
  };
}

/** Nothing is kept any more for the forms below an address. @param {string} address */
export function forgetBelow(address) {
  try {
    const gone = Object.keys(sessionStorage).filter((key) => key.startsWith(`draft::${address}/`));
    gone.forEach((key) => sessionStorage.removeItem(key));
  } catch {
    // Storage may be closed: nothing was kept.
  }
}

/** @param {HTMLFormElement} form */
function name(form) {
  return `draft:${form.dataset.draft ?? ''}:${new URL(form.action).pathname}`;
}
