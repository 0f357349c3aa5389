// Answers that the server has not confirmed wait on this device, under their draft, whatever becomes of the page. They are
// sealed with a key that only the pages of the draft's own person hold: nobody else at this device reads them.

/** @typedef {import('./answers.js').Entry} Entry */
/** @typedef {ReturnType<typeof queue>} Queue */
/** @typedef {{ draft: string, client: string, path: string, at: number, iv: Uint8Array, text: ArrayBuffer }} Kept */

const STORE = 'answers';
/** What nobody came back for goes, in milliseconds. */
const AGE = 30 * 24 * 3_600_000;

/** @param {string} draft @param {string} keys those that have sealed, the one that seals first */
export function queue(draft, keys) {
  let isLasting = false;
  const made = sealed(draft, keys).then((found) => {
    isLasting = !!found;
    return found ?? plain(draft);
  });
  return {
    /** What waits is there when the browser was closed and opened again. */
    isLasting: () => isLasting,

    /** @param {Entry} entry */
    put: async (entry) => (await made).put(entry),

    /** The server has them, or something later. @param {Entry[]} entries */
    drop: async (entries) => (await made).drop(entries),

    /** All that waits, in the order in which it was typed. */
    all: async () => (await made).all(),

    /** There is no such draft any more. */
    clear: async () => (await made).clear(),
  };
}

/** In the browser's own database. @param {string} draft @param {string} keys */
async function sealed(draft, keys) {
  if (!globalThis.crypto?.subtle || !globalThis.indexedDB) return undefined;
  try {
    const made = keys.split(' ').map((key) => {
      const bytes = Uint8Array.from(key.match(/../g) ?? [], (pair) => parseInt(pair, 16));
      return crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']);
    });
    const [db, ...known] = await Promise.all([open(), ...made]);
    const of = IDBKeyRange.bound([draft], [draft, []]);
    const store = (/** @type {IDBTransactionMode} */ mode) => db.transaction(STORE, mode).objectStore(STORE);
    await forget(store('readwrite'));

    /** @param {Kept} kept @returns {Promise<Entry | undefined>} */
    const read = async ({ client, path, iv, text }) => {
      for (const key of known) {
        try {
          const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, text);
          return { client, path, ...JSON.parse(new TextDecoder().decode(plain)) };
        } catch {
          // Another key has sealed it, or somebody else's page.
        }
      }
      return undefined;
    };

    return {
      /** @param {Entry} entry */
      async put({ client, path, ...rest }) {
        const iv = crypto.getRandomValues(new Uint8Array(12));
        const text = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, known[0], new TextEncoder().encode(JSON.stringify(rest)));
        await done(store('readwrite').put({ draft, client, path, at: Date.now(), iv, text }));
      },

      /** @param {Entry[]} entries */
      async drop(entries) {
        const waiting = await this.all();
        for (const { client, path, seq } of entries) {
          const kept = waiting.find((entry) => entry.client === client && entry.path === path);
          if (kept && kept.seq <= seq) await done(store('readwrite').delete([draft, client, path]));
        }
      },

      async all() {
        const kept = /** @type {Kept[]} */ (await done(store('readonly').getAll(of)));
        const entries = await Promise.all(kept.map(read));
        return entries.filter((entry) => entry !== undefined).sort((a, b) => a.seq - b.seq);
      },

      clear: () => done(store('readwrite').delete(of)),
    };
  } catch {
    return undefined;
  }
}

/** Where a browser keeps no database, or none that is safe: in this tab. @param {string} draft */
function plain(draft) {
  const name = `answers:${draft}`;
  /** @returns {Entry[]} */
  const all = () => {
    try {
      return JSON.parse(sessionStorage.getItem(name) ?? '[]');
    } catch {
      return [];
    }
  };
  /** @param {Entry[]} entries */
  const write = (entries) => {
    try {
      if (entries.length) sessionStorage.setItem(name, JSON.stringify(entries));
      else sessionStorage.removeItem(name);
    } catch {
      // Storage may be closed or full: the answers stay in the page.
    }
  };
  const isSame = (/** @type {Entry} */ a, /** @type {Entry} */ b) => a.client === b.client && a.path === b.path;
  return {
    /** @param {Entry} entry */
    put: async (entry) => write([...all().filter((kept) => !isSame(kept, entry)), entry]),
    /** @param {Entry[]} entries */
    drop: async (entries) =>
      write(all().filter((kept) => !entries.some((entry) => isSame(kept, entry) && kept.seq <= entry.seq))),
    all: async () => all(),
    clear: async () => write([]),
  };
}

/** @returns {Promise<IDBDatabase>} */
function open() {
  const request = indexedDB.open('sportello', 1);
  request.addEventListener('upgradeneeded', () => {
    request.result.createObjectStore(STORE, { keyPath: ['draft', 'client', 'path'] });
  });
  return done(request);
}

/** @param {IDBObjectStore} store */
async function forget(store) {
  const old = await done(store.getAll());
  for (const { draft, client, path, at } of old) if (at < Date.now() - AGE) store.delete([draft, client, path]);
}

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
function done(request) {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error));
  });
}
