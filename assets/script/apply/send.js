// The last button: without the network nothing is sent, and the page says so instead of leaving for a page that never comes.

/** @param {HTMLFormElement} form @param {HTMLElement} say where it is told */
export function send(form, say) {
  form.addEventListener('submit', (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    say.hidden = false;
    say.focus();
  });
  addEventListener('online', () => {
    say.hidden = true;
  });
}
