// Files go up when they are chosen or dropped, one after the other, and can be stopped.

import { used } from '../session.js';

/**
 * @param {HTMLFormElement} form
 * @param {import('./answers.js').Answers} page
 * @param {{ swap: (given?: Document) => Promise<boolean>, tell: (text: string) => void,
 *   words: (key: string, name?: string) => string, expire: () => void }} tools
 */
export function files(form, page, { swap, tell, words, expire }) {
  let queue = Promise.resolve();
  let waiting = 0;

  form.addEventListener('change', ({ target }) => {
    const input = /** @type {HTMLInputElement} */ (target);
    if (input.type !== 'file' || !input.files?.length) return;
    const chosen = [...input.files];
    input.value = '';
    const drop = /** @type {HTMLElement} */ (input.closest('.file-drop'));
    waiting += 1;
    queue = queue.then(() => unsay(drop)).finally(() => (waiting -= 1));
    for (const file of chosen) {
      waiting += 1;
      queue = queue
        .then(() => upload(drop, file))
        .catch(() => refuse(place(drop), words('lost', file.name)))
        .finally(() => (waiting -= 1));
    }
  });

  for (const kind of ['dragenter', 'dragover', 'dragleave', 'drop']) {
    form.addEventListener(kind, (event) => {
      const drop = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest('.file-drop'));
      if (!drop) return;
      event.preventDefault();
      drop.classList.toggle('is-over', kind === 'dragenter' || kind === 'dragover');
      const { dataTransfer } = /** @type {DragEvent} */ (event);
      const input = drop.querySelector('input');
      if (kind !== 'drop' || !input || !dataTransfer?.files.length) return;
      input.files = dataTransfer.files;
      input.dispatchEvent(new Event('change', { bubbles: true }));
    });
  }

  /** Where a file's progress is shown: in its zone, while there is room for another. @param {HTMLElement} drop */
  const place = (drop) =>
    /** @type {HTMLElement} */ ((document.getElementById(drop.id) ?? drop).querySelector('.file-progress'));

  /** What was said of the files chosen before goes. @param {HTMLElement} drop */
  async function unsay(drop) {
    const line = place(drop);
    const field = line.closest('[data-refused]');
    line.replaceChildren();
    field?.removeAttribute('data-refused');
    if (field) await swap();
  }

  /** @param {HTMLElement} drop @param {File} file */
  async function upload(drop, file) {
    const line = place(drop);
    if (file.size > Number(drop.dataset.max) * 1_000_000) {
      refuse(line, `${file.name}: ${drop.dataset.tooLarge}`);
      return;
    }
    const request = new XMLHttpRequest();
    const bar = document.createElement('progress');
    const stop = document.createElement('button');
    const text = document.createElement('p');
    text.textContent = words('sending', file.name);
    bar.max = 1;
    bar.setAttribute('aria-label', text.textContent);
    stop.type = 'button';
    stop.className = 'btn btn-outline-primary btn-xs';
    stop.textContent = words('cancel');
    stop.addEventListener('click', () => request.abort());
    line.replaceChildren(text, bar, stop);
    tell(text.textContent);

    const body = new FormData();
    // A file of a new row brings its row.
    for (const [name, value] of page.body(page.values(page.names(line)))) body.append(name, value);
    body.append('_do', `carica:${drop.dataset.upload}`);
    body.append(`file:${drop.dataset.upload}`, file);
    const how = await new Promise((resolve) => {
      request.upload.addEventListener('progress', (event) => {
        if (event.lengthComputable) bar.value = event.loaded / event.total;
      });
      request.addEventListener('load', () => resolve('load'));
      request.addEventListener('error', () => resolve('error'));
      request.addEventListener('abort', () => resolve('abort'));
      request.open('POST', form.action);
      request.send(body);
    });
    line.replaceChildren();
    const at = how === 'load' ? new URL(request.responseURL) : undefined;
    if (how === 'abort') tell(words('cancelled'));
    else if (at?.pathname.startsWith('/accedi') || request.status === 401) expire();
    else if (request.status === 422) await refused(request.responseText);
    else if (request.status !== 200) refuse(line, words('lost', file.name));
    else await taken(file);
  }

  /** @param {string} text the page that says why */
  async function refused(text) {
    await swap(new DOMParser().parseFromString(text, 'text/html'));
    document.getElementById('errori')?.focus();
  }

  /** @param {File} file */
  async function taken(file) {
    used();
    if (!(await swap())) tell(words('done', file.name));
    watch(8);
  }

  /** A problem that only this page knows. @param {HTMLElement} line @param {string} text */
  function refuse(line, text) {
    const problem = document.createElement('p');
    problem.className = 'field-problem';
    problem.setAttribute('role', 'alert');
    line.replaceChildren(problem);
    problem.textContent = text;
  }

  /** Files that are still checked: the page looks again, a few times. @param {number} times */
  function watch(times) {
    if (times === 0 || !form.querySelector('[data-checking]')) return;
    setTimeout(async () => {
      await swap();
      watch(times - 1);
    }, 2500);
  }
  watch(8);

  /** Settles when nothing is on its way any more; nothing if nothing is. */
  return { running: () => (waiting > 0 ? queue : undefined) };
}
