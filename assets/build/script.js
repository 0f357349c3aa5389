// The one script of the pages, bundled and minified. No eval, no source map, no library.
import path from 'node:path';

import { build } from 'esbuild';

/** @param {string} root */
export async function script(root) {
  const made = await build({
    entryPoints: [path.join(root, 'assets', 'script', 'main.js')],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2020',
    write: false,
    legalComments: 'none',
  });
  return made.outputFiles[0].contents;
}
