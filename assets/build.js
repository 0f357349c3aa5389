// Builds dist/: one stylesheet, one script and one that sends files, one icon sprite, fonts and pictures, under names that hold
// their own hash, with .br and .gz beside them, names of places, and a manifest that the Rust side embeds.
// What a page needs is ours or Bootstrap Italia's stylesheet; tus-js-client sends files.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { findIcons, sprite } from './build/icons.js';
import { Package } from './build/package.js';
import { places, registers } from './build/places.js';
import { script } from './build/script.js';
import { spid } from './build/spid.js';
import { style } from './build/style.js';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const dist = path.join(root, 'dist');
const library = path.join(root, 'node_modules', 'bootstrap-italia');

const fonts = {
  'titillium-400.woff2': 'Titillium_Web/titillium-web-v10-latin-ext_latin-regular.woff2',
  'titillium-600.woff2': 'Titillium_Web/titillium-web-v10-latin-ext_latin-600.woff2',
  'titillium-700.woff2': 'Titillium_Web/titillium-web-v10-latin-ext_latin-700.woff2',
  'lora-400.woff2': 'Lora/lora-v20-latin-ext_latin-regular.woff2',
  'roboto-mono-400.woff2': 'Roboto_Mono/roboto-mono-v13-latin-ext_latin-regular.woff2',
};

const out = new Package(dist);
for (const [name, file] of Object.entries(fonts)) {
  out.add(name, fs.readFileSync(path.join(library, 'dist', 'fonts', file)));
}
const flags = path.join(root, 'node_modules', 'country-flag-icons', '3x2');
out.add('eu.svg', fs.readFileSync(path.join(flags, 'EU.svg')));
for (const [name, picture] of spid(root)) out.add(name, picture);
out.keep('places.json', await places(root));
out.keep('registers.json', await registers(root));
const icons = findIcons(root);
out.add('icons.svg', sprite(library, icons));

const { css, colours } = await style(root, (name) => out.url(name));
out.add('sportello.css', css);
out.add('sportello.js', await script(root, 'main.js'));
out.add('uploader.js', await script(root, 'uploader.js'));
out.write({ colours, icons });

const size = (name) => `${name} ${(out.brotli(name) / 1024).toFixed(1)} KB`;
console.log(`dist: ${['sportello.css', 'sportello.js', 'uploader.js', 'icons.svg'].map(size).join(', ')} (brotli)`);
