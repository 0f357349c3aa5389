// One file on its way, part by part: goes on where it stopped when the line comes back, and can be paused.

/**
 * @typedef {'done' | 'cancelled' | 'refused' | 'expired' | 'lost'} End
 * @typedef {{ start: () => void, pause: () => void, cancel: () => void, isMoving: () => boolean }} Sending
 */

/** Waits between tries after the line broke, in ms; then the person says when. */
const TRIES = [0, 1000, 2000, 5000, 10_000, 20_000];
/** What goes up in one request: what a proxy may hold back, and lose when the line breaks. */
const PIECE = 8 * 1024 * 1024;
/** Statuses that may be others later: no network, somebody else's turn, a server that is being started. */
const PASSING = (/** @type {number} */ status) => status === 0 || [409, 423, 429].includes(status) || status >= 500;

/**
 * @param {typeof import('tus-js-client').Upload} Upload
 * @param {File} file
 * @param {{ endpoint: string, path: string, url?: string }} to where; `url` if some of it is there
 * @param {{ moved: (part: number) => void, named: (url: string) => void, stopped: () => void,
 *   ended: (how: End, text?: string) => void }} told
 * @returns {Sending}
 */
export function sending(Upload, file, { endpoint, path, url }, { moved, named, stopped, ended }) {
  let isMoving = false;
  let isOver = false;
  const over = (/** @type {End} */ how, /** @type {string} */ text = '') => {
    if (isOver) return;
    isOver = true;
    isMoving = false;
    removeEventListener('online', start);
    ended(how, text);
  };
  const make = (/** @type {string | undefined} */ from) => new Upload(file, {
    // With both it would begin anew whatever the server says of the one that is there.
    endpoint: from ? null : endpoint,
    uploadUrl: from ?? null,
    chunkSize: PIECE,
    retryDelays: TRIES,
    storeFingerprintForResuming: false,
    metadata: { filename: file.name, path },
    onShouldRetry: (error) => PASSING(status(error)),
    onProgress: (sent, all) => moved(sent / all),
    onUploadUrlAvailable: () => named(new URL(upload.url ?? '', location.href).pathname),
    onSuccess: () => over('done'),
    onError: (error) => failed(error),
  });
  let upload = make(url);

  /** @param {Error} error */
  function failed(error) {
    const answer = /** @type {import('tus-js-client').DetailedError} */ (error).originalResponse;
    if ([404, 410].includes(status(error)) && url) {
      // It was given up meanwhile.
      url = undefined;
      upload = make(undefined);
      upload.start();
    } else if (status(error) === 401) over('expired');
    else if ([413, 422].includes(status(error))) over('refused', problem(answer?.getBody()));
    else if (PASSING(status(error))) stop();
    else over('lost');
  }

  function stop() {
    isMoving = false;
    stopped();
  }

  function start() {
    if (isMoving || isOver) return;
    isMoving = true;
    upload.start();
  }
  addEventListener('online', start);

  return {
    start,
    pause() {
      removeEventListener('online', start);
      upload.abort();
      stop();
    },
    cancel() {
      upload.abort();
      // Also when the page is left at this moment.
      const given = upload.url && fetch(upload.url, { method: 'DELETE', keepalive: true, headers: { 'tus-resumable': '1.0.0' } });
      Promise.resolve(given).catch(() => undefined).then(() => over('cancelled'));
    },
    isMoving: () => isMoving,
  };
}

/** What was answered last; 0 without an answer. @param {Error} error */
function status(error) {
  return /** @type {import('tus-js-client').DetailedError} */ (error).originalResponse?.getStatus() ?? 0;
}

/** The sentence of an answer. @param {string | undefined} body */
function problem(body) {
  try {
    return String(JSON.parse(body ?? '').problem);
  } catch {
    return '';
  }
}
