// An answer to the office: the words are kept in this tab until they are sent, files go up when they are chosen.
import { answers } from './answers.js';
import { forgetBelow, kept } from './kept.js';

/** @param {HTMLFormElement} form */
export function answer(form) {
  const page = answers(form);
  const store = kept(form);
  const state = form.querySelector('[data-say]');
  document.documentElement.classList.add('fills-itself');

  const names = () => {
    const controls = /** @type {HTMLInputElement[]} */ ([...form.elements]);
    const typed = controls.filter(({ name, type }) => name && !/^(hidden|file|submit)$/.test(type));
    return new Set(typed.map(({ name }) => name));
  };
  const typed = () => page.values(names()).filter(([, value]) => value);
  const keep = () => store.keep(typed());

  // What the server sends back is newer than what was kept.
  if (!typed().length) {
    page.put(store.read());
    if (state && typed().length) state.textContent = form.dataset.restored ?? '';
  }
  form.addEventListener('input', keep);
  form.addEventListener('change', ({ target }) => {
    keep();
    const input = /** @type {HTMLInputElement} */ (target);
    if (input.type !== 'file' || !input.files?.length) return;
    const button = /** @type {HTMLElement | null | undefined} */ (input.closest('.file-drop')?.querySelector('.upload-button'));
    if (!button) return;
    if (state) state.textContent = (form.dataset.sending ?? '').replace('{name}', input.files[0].name);
    form.requestSubmit(button);
  });
}

/** The application says that the answer has come: its words need not be kept any more. */
export function answered() {
  if (new URLSearchParams(location.search).has('fatto')) forgetBelow(location.pathname);
}
