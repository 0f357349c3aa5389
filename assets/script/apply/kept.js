// What could not be saved is kept in this tab, under its draft, until it is.

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

/**
 * Brings back what was kept and saves it, if the server has something else.
 * @param {HTMLFormElement} form
 * @param {import('./answers.js').Answers} page
 * @param {import('./saver.js').Saver} save
 */
export function restore(form, page, save) {
  try {
    const pairs = kept(form).read();
    const now = page.values(new Set(pairs.map(([key]) => key)));
    if (!pairs.length || JSON.stringify(now) === JSON.stringify(pairs)) return false;
    save.restore(pairs);
    return true;
  } catch {
    return false;
  }
}
