// The reduced icon sprite: only symbols that a template, a municipality or icons.txt names.
import fs from 'node:fs';
import path from 'node:path';

/** Every `it-…` word in the places that choose icons. @param {string} root */
export function findIcons(root) {
  const found = new Set();
  const places = [
    ['templates', '.html'],
    ['crates/web/src', '.rs'],
    ['config/municipalities', '.toml'],
    ['assets', 'icons.txt'],
  ];
  for (const [folder, ending] of places) {
    for (const file of files(path.join(root, folder), ending)) {
      for (const [word] of fs.readFileSync(file, 'utf8').matchAll(/\bit-[a-z0-9-]+/g)) found.add(word);
    }
  }
  return [...found].sort();
}

/** @param {string} library @param {string[]} names words that may be icons; others are ignored */
export function sprite(library, names) {
  const whole = fs.readFileSync(path.join(library, 'dist', 'svg', 'sprites.svg'), 'utf8');
  const symbols = [...whole.matchAll(/<symbol id="([^"]+)".*?<\/symbol>/gs)];
  const kept = symbols.filter(([, id]) => names.includes(id)).map(([text]) => text);
  return `<svg xmlns="http://www.w3.org/2000/svg">${kept.join('')}</svg>`;
}

/** All files below a folder with that ending, in a stable order. */
export function files(folder, ending) {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { recursive: true })
    .map((name) => path.join(folder, String(name)))
    .filter((name) => name.endsWith(ending))
    .sort();
}
