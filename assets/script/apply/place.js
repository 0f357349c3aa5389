// A point is filled in with where the device is, when the person asks for it; the border of an area gets one more line.

/** @param {HTMLFormElement} form @param {(control: HTMLInputElement | HTMLTextAreaElement) => void} typed told of a control that was filled in */
export function places(form, typed) {
  form.addEventListener('click', ({ target }) => {
    const line = /** @type {HTMLElement | null} */ (/** @type {Element} */ (target).closest('button')?.closest('[data-locate]') ?? null);
    const control = line && /** @type {HTMLInputElement | HTMLTextAreaElement | null} */ (document.getElementById(line.dataset.locate ?? ''));
    const said = line?.querySelector('[role=status]');
    if (!control || !said) return;
    said.textContent = '';
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const here = `${coords.latitude.toFixed(6)}, ${coords.longitude.toFixed(6)}`;
        const before = control instanceof HTMLTextAreaElement ? control.value.trim() : '';
        control.value = before ? `${before}\n${here}` : here;
        typed(control);
      },
      () => {
        said.textContent = line.dataset.failed ?? '';
      },
      { enableHighAccuracy: true, timeout: 15_000 },
    );
  });
}
