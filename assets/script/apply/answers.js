// What a form holds, as it posts it: values by name, and what the page had shown of them.

/** @typedef {ReturnType<typeof answers>} Answers */

/** @param {HTMLFormElement} form */
export function answers(form) {
  const hidden = (/** @type {string} */ name) =>
    /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
  // Microseconds: later than every save of an earlier visit of the same page.
  let count = Date.now() * 1000;
  /** Changed and not saved yet: name, and number of its last change. @type {Map<string, number>} */
  const changed = new Map();
  /** Number of the last change of each name, saved or not. @type {Map<string, number>} */
  const latest = new Map();
  let changes = 0;

  return {
    changed,

    /** The next number of a save, also for the form's own post after it. */
    next() {
      count += 1;
      hidden('_seq').value = String(count + 1);
      return count;
    },

    /** @param {string} name */
    change(name) {
      changes += 1;
      changed.set(name, changes);
      latest.set(name, changes);
      this.forget();
    },

    /** How many changes there were. */
    count: () => changes,

    /** The person's answer is newer than what the server said after so many changes. @param {string} name */
    isNewer: (name, count = changes) => changed.has(name) || (latest.get(name) ?? 0) > count,

    /** What a changed answer looked like when it was shown no longer counts. */
    forget(count = changes) {
      const seen = hidden('_seen');
      const marks = seen.value.split(' ');
      seen.value = marks.filter((mark) => !this.isNewer(mark.slice(0, mark.lastIndexOf('=')), count)).join(' ');
    },

    /** Names to save with a control: its own, and the lists of the rows it stands in. @param {Element} control */
    names(control) {
      const names = [/** @type {HTMLInputElement} */ (control).name ?? ''];
      for (let at = control.closest('[data-rows]'); at; at = at.parentElement?.closest('[data-rows]') ?? null) {
        names.push(/** @type {HTMLElement} */ (at).dataset.rows ?? '');
      }
      return names.filter((name) => name && !name.startsWith('_') && !name.startsWith('file:'));
    },

    /** Values of the names that the page holds; a list comes whole, with the empty mark before it. @param {Iterable<string>} names */
    values(names) {
      const all = new FormData(form);
      /** @type {[string, string][]} */
      const pairs = [];
      for (const name of names) {
        if (!form.elements.namedItem(name)) continue;
        const given = all.getAll(name).map(String);
        // A list of many with nothing chosen posts nothing.
        if (given.length === 0) pairs.push([name, '']);
        for (const value of given) pairs.push([name, value]);
      }
      return pairs;
    },

    /** Body of a request. @param {[string, string][]} pairs */
    body(pairs) {
      const body = new URLSearchParams(pairs);
      body.set('_seen', hidden('_seen').value);
      body.set('_client', hidden('_client').value);
      body.set('_seq', String(this.next()));
      return body;
    },

    /** Puts values back into their controls. @param {[string, string][]} pairs */
    put(pairs) {
      const names = new Set(pairs.map(([name]) => name));
      for (const name of names) {
        const values = pairs.filter(([key]) => key === name).map(([, value]) => value);
        for (const control of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) set(control, values);
      }
    },
  };
}

/** @param {Element} control @param {string[]} values */
function set(control, values) {
  if (control instanceof HTMLSelectElement) {
    for (const option of control.options) option.selected = values.includes(option.value);
  } else if (control instanceof HTMLTextAreaElement) {
    control.value = values[0] ?? '';
  } else if (control instanceof HTMLInputElement) {
    if (control.type === 'radio' || control.type === 'checkbox') control.checked = values.includes(control.value);
    else if (control.type !== 'hidden' && control.type !== 'file') control.value = values[0] ?? '';
  }
}
