// The scripts of the pages, each bundled and minified. No eval, no source map.
import path from 'node:path';

import { build } from 'esbuild';

/** @param {string} root @param {string} name */
export async function script(root, name) {
  const made = await build({
    entryPoints: [path.join(root, 'assets', 'script', name)],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2020',
    write: false,
    legalComments: 'none',
  });
  return made.outputFiles[0].contents;
}
