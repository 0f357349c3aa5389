// What a page of a draft could not save, and that stands nowhere on the summary, goes to the server before anything is sent.
import { queue } from './queue.js';
import { post } from './saver.js';

/** @param {HTMLElement} box says which draft */
export async function left(box) {
  const { draft = '', key = '', fields = '' } = box.dataset;
  const waiting = queue(draft, key);
  const entries = await waiting.all().catch(() => []);
  if (!entries.length) return;
  try {
    const answer = await post(fields, entries);
    if (!answer.ok) return;
    await waiting.drop(entries);
    if ((await answer.json()).changed) location.reload();
  } catch {
    // Without the network nothing can be sent either.
  }
}
