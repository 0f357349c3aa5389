// What a form holds, as it posts it: values by name, and what the page had shown of them.

/** @typedef {ReturnType<typeof answers>} Answers */
/** One answer on its way to the server. @typedef {{ path: string, values: string[], client: string, seq: number, shown: string }} Entry */

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

  /** Marks of what was shown, by name: those of changed answers start with `!`. */
  const marks = () => {
    const pairs = hidden('_seen').value.split(' ').filter(Boolean);
    return new Map(pairs.map((pair) => {
      const at = pair.lastIndexOf('=');
      return /** @type {[string, string]} */ ([pair.slice(0, at), pair.slice(at + 1)]);
    }));
  };
  /** @param {Map<string, string>} all */
  const write = (all) => {
    hidden('_seen').value = [...all].map(([name, mark]) => `${name}=${mark}`).join(' ');
  };
  /** The mark of an answer that was changed. @param {string} mark */
  const touched = (mark) => `!${mark.replace(/^!/, '')}`;
  /** The person's answer is newer than what the server said after so many changes. @param {string} name */
  const isNewer = (name, since = count) => changed.has(name) || (latest.get(name) ?? 0) > since;

  return {
    changed,
    isNewer,

    /** How the page calls itself. */
    client: () => hidden('_client').value,

    /** How many changes there were. */
    count: () => count,

    /** Numbers the form's own post: it is later than all that was changed. */
    next() {
      count += 1;
      hidden('_seq').value = String(count);
    },

    /** @param {string} name */
    change(name) {
      count += 1;
      changed.set(name, count);
      latest.set(name, count);
      const all = marks();
      all.set(name, touched(all.get(name) ?? ''));
      write(all);
    },

    /** The page was drawn anew, as the server knew it after so many changes. @param {number} since */
    redrawn(since) {
      const all = marks();
      for (const [name, mark] of all) if (isNewer(name, since)) all.set(name, touched(mark));
      write(all);
    },

    /** The server holds what was sent, and what an earlier page had left. @param {Record<string, string>} saved marks by name @param {Map<string, number>} sent */
    saved(saved, sent) {
      const all = marks();
      for (const [name, mark] of Object.entries(saved)) {
        if (!sent.has(name)) all.set(name, isNewer(name, 0) ? touched(mark) : mark);
      }
      for (const [name, number] of sent) {
        const isLast = latest.get(name) === number;
        if (changed.get(name) === number) changed.delete(name);
        const mark = saved[name];
        if (mark !== undefined) all.set(name, isLast ? mark : touched(mark));
      }
      write(all);
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

    /** What was changed and not saved. @param {Iterable<string>} names @returns {Entry[]} */
    entries(names) {
      const shown = marks();
      const client = this.client();
      return [...names].filter((name) => form.elements.namedItem(name)).map((name) => ({
        path: name,
        values: this.values([name]).map(([, value]) => value),
        client,
        seq: changed.get(name) ?? count,
        shown: shown.get(name) ?? '',
      }));
    },

    /** Body of a request of the whole form. @param {[string, string][]} pairs */
    body(pairs) {
      this.next();
      const body = new URLSearchParams(pairs);
      for (const name of ['_seen', '_client', '_seq']) body.set(name, hidden(name).value);
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
