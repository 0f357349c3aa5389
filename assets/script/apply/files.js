// Files go up when they are chosen or dropped, one after the other; they can be paused and stopped, and go on where they
// broke off.

import { used } from '../session.js';
import { sending } from './sending.js';

/**
 * @param {HTMLFormElement} form
 * @param {{ swap: (given?: Document) => Promise<boolean>, tell: (text: string) => void,
 *   words: (key: string, name?: string) => string, expire: () => void }} tools
 */
export function files(form, { swap, tell, words, expire }) {
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

  /** Where what happens to files is shown: in their zone, while there is room for another. @param {HTMLElement} drop */
  const place = (drop) =>
    /** @type {HTMLElement} */ ((document.getElementById(drop.id) ?? drop).querySelector('.file-progress'));

  /** What was said of the files chosen before goes. @param {HTMLElement} drop */
  async function unsay(drop) {
    const line = place(drop);
    const field = line.closest('[data-refused]');
    for (const problem of line.querySelectorAll('.field-problem')) problem.remove();
    for (const told of document.querySelectorAll(`#errori [data-of="${CSS.escape(drop.id)}"]`)) told.remove();
    field?.removeAttribute('data-refused');
    if (field) await swap();
  }

  /** Sends a file; settles when it is there, refused, or stopped until the person says more.
   * @param {HTMLElement} drop @param {File} file */
  async function upload(drop, file) {
    const line = place(drop);
    if (file.size > Number(drop.dataset.max) * 1_000_000) {
      refuse(line, `${file.name}: ${drop.dataset.tooLarge}`);
      return;
    }
    const { Upload } = await import(form.dataset.uploader ?? '');
    const shown = progress(file);
    line.append(shown.box);
    const to = {
      endpoint: `/bozze/${form.dataset.draft}/caricamenti`,
      path: drop.dataset.upload ?? '',
      url: broken(drop, file),
    };
    /** @type {(value?: unknown) => void} */
    let settle = () => undefined;
    const start = () => new Promise((resolve) => {
      settle = resolve;
      shown.going();
      way.start();
    });
    const way = sending(Upload, file, to, {
      moved: shown.moved,
      named(url) {
        here.add(url);
        hide();
      },
      stopped() {
        shown.stopped();
        settle();
      },
      async ended(how, text) {
        shown.box.remove();
        if (how === 'expired') expire();
        else if (how === 'cancelled') tell(words('cancelled'));
        else if (how === 'done') await taken(file);
        else refuse(place(drop), text || words('lost', file.name));
        settle();
      },
    });
    shown.stop.addEventListener('click', way.cancel);
    shown.pause.addEventListener('click', () => {
      if (way.isMoving()) way.pause();
      else then(start);
    });
    tell(shown.text.textContent ?? '');
    await start();
  }

  /** Puts something to do at the end of the line. @param {() => Promise<unknown>} what */
  function then(what) {
    waiting += 1;
    queue = queue.then(what).then(() => undefined).finally(() => (waiting -= 1));
  }

  /** The upload of this very file that broke off, if there is one. @param {HTMLElement} drop @param {File} file */
  function broken(drop, file) {
    const rows = [...(drop.closest('.form-field') ?? form).querySelectorAll('[data-unfinished]')];
    const row = /** @type {HTMLElement[]} */ (rows).find(
      ({ dataset }) => dataset.name === file.name && dataset.size === String(file.size) && !here.has(dataset.unfinished ?? ''),
    );
    return row?.dataset.unfinished;
  }

  /** What is seen of a file on its way. @param {File} file */
  function progress(file) {
    const box = document.createElement('div');
    const text = document.createElement('p');
    const bar = document.createElement('progress');
    const [pause, stop] = ['pause', 'cancel'].map((word) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'btn btn-outline-primary btn-xs';
      button.textContent = words(word);
      return button;
    });
    box.className = 'file-line';
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute('aria-label', words('sending', file.name));
    box.append(text, bar, pause, stop);
    const say = (/** @type {string} */ what, /** @type {string} */ button) => {
      text.textContent = words(what, file.name);
      pause.textContent = words(button);
    };
    say('sending', 'pause');
    return {
      box, text, pause, stop,
      going: () => say('sending', 'pause'),
      stopped: () => say('stopped', 'resume'),
      moved(/** @type {number} */ part) {
        bar.value = part;
        text.textContent = `${words('sending', file.name)} ${Math.floor(part * 100)}%`;
      },
    };
  }

  /** Those that this page sends are not broken off, whatever the server knows. @type {Set<string>} */
  const here = new Set();
  function hide() {
    for (const row of /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll('[data-unfinished]'))) {
      const isHere = here.has(row.dataset.unfinished ?? '');
      if (row.hidden !== isHere) row.hidden = isHere;
    }
  }
  new MutationObserver(hide).observe(form, { childList: true, subtree: true, attributeFilter: ['hidden'] });

  /** @param {File} file */
  async function taken(file) {
    used();
    if (!(await swap())) tell(words('done', file.name));
    watch(8);
  }

  /** What is wrong with a file. @param {HTMLElement} line @param {string} text */
  function refuse(line, text) {
    const problem = document.createElement('p');
    problem.className = 'field-problem';
    problem.setAttribute('role', 'alert');
    line.append(problem);
    problem.textContent = text;
    sum(line, text);
  }

  /** Says it where the page lists what is wrong, too. @param {HTMLElement} line @param {string} text */
  function sum(line, text) {
    const drop = /** @type {HTMLElement} */ (line.closest('.file-drop'));
    const told = document.createElement('li');
    const link = document.createElement('a');
    told.dataset.of = drop.id;
    told.toggleAttribute('data-keep', true);
    link.href = `#${drop.querySelector('input')?.id ?? drop.id}`;
    link.textContent = text;
    told.append(link);
    document.querySelector('#errori ul')?.append(told);
  }

  // What came in while the answer was lost is seen when the line is back.
  addEventListener('online', () => swap());

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
