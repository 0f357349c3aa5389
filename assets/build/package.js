// The folder of finished files: hashed names, compressed twins, manifest.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';

const types = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.png': 'image/png',
};

export class Package {
  #files = new Map();
  #data = new Map();

  /** @param {string} folder */
  constructor(folder) {
    this.folder = folder;
  }

  /** @param {string} name @param {Buffer | string} content */
  add(name, content) {
    const bytes = Buffer.from(content);
    const { name: stem, ext } = path.parse(name);
    if (!types[ext]) throw new Error(`${name}: no media type for ${ext}`);
    const hash = crypto.createHash('sha256').update(bytes).digest('hex').slice(0, 12);
    const file = { file: `${stem}.${hash}${ext}`, type: types[ext], bytes };
    if (ext !== '.woff2' && ext !== '.png') {
      const quality = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11 } };
      file.br = zlib.brotliCompressSync(bytes, quality);
      file.gz = zlib.gzipSync(bytes, { level: 9 });
    }
    this.#files.set(name, file);
  }

  /** Something that is embedded and never served. @param {string} name @param {string} text */
  keep(name, text) {
    this.#data.set(name, text);
  }

  /** The hashed name, as another file beside it writes it. @param {string} name */
  url(name) {
    const file = this.#files.get(name);
    if (!file) throw new Error(`${name} is not in the package`);
    return file.file;
  }

  /** @param {string} name */
  brotli(name) {
    const file = this.#files.get(name);
    return (file.br ?? file.bytes).length;
  }

  /** Replaces the folder. The manifest is written last: it stands only on a whole folder. */
  write(more) {
    fs.mkdirSync(this.folder, { recursive: true });
    const kept = new Set(['manifest.json']);
    const put = (name, bytes) => {
      kept.add(name);
      fs.writeFileSync(path.join(this.folder, name), bytes);
    };
    for (const [name, text] of this.#data) put(name, text);
    const files = {};
    for (const [name, { file, type, bytes, br, gz }] of this.#files) {
      put(file, bytes);
      if (br) put(`${file}.br`, br);
      if (gz) put(`${file}.gz`, gz);
      files[name] = { file, type, compressed: Boolean(br) };
    }
    const manifest = JSON.stringify({ files, ...more }, null, 1);
    fs.writeFileSync(path.join(this.folder, 'manifest.json'), `${manifest}\n`);
    for (const old of fs.readdirSync(this.folder)) {
      if (!kept.has(old)) fs.rmSync(path.join(this.folder, old));
    }
  }
}
