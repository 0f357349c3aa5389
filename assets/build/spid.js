// What the national kit of the SPID button holds: its icon and the logos of the providers. The kit's own script and
// stylesheet are left alone: they fetch the list of providers from elsewhere, in the visitor's browser.
import fs from 'node:fs';
import path from 'node:path';

/** Pictures by the name that pages know them by. @param {string} root */
export function spid(root) {
  const folder = path.join(root, 'node_modules', 'spid-smart-button', 'dist', 'img');
  const logos = path.join(folder, 'idp-logos');
  const files = fs.readdirSync(logos).filter((name) => name.endsWith('.svg') && !name.includes('dummy'));
  return new Map([
    ['spid-icon.svg', fs.readFileSync(path.join(folder, 'spid-ico-circle-bb.svg'))],
    ...files.sort().map((name) => /** @type {const} */ ([name, fs.readFileSync(path.join(logos, name))])),
  ]);
}
