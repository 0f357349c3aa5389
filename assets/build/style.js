// The one stylesheet: Bootstrap Italia and our own rules, compiled together, its theme colours turned
// into variables, then everything that no page uses taken away.
import fs from 'node:fs';
import path from 'node:path';

import postcss from 'postcss';
import { PurgeCSS } from 'purgecss';
import * as sass from 'sass';

import { themeColours } from './colours.js';
import { files } from './icons.js';
import { safelist } from './safelist.js';

// Four palettes [hue, saturation, brightness], all dark enough for white text, as a theme must be: they
// tell, for each colour of the stylesheet, how it follows the primary one.
const palettes = [
  [160, 100, 48],
  [214, 92, 78],
  [22, 90, 66],
  [284, 97, 57],
];

/** @param {string} root @param {(name: string) => string} url hashed name of a file */
export async function style(root, url) {
  const raw = palettes.map((palette) => ({ raw: compile(root, palette) }));
  const purged = await new PurgeCSS().purge({
    content: [
      ...files(path.join(root, 'templates'), '.html'),
      ...files(path.join(root, 'crates', 'web', 'src'), '.rs'),
      ...files(path.join(root, 'assets', 'script'), '.js'),
    ],
    css: raw,
    safelist,
  });
  const sheets = purged.map(({ css }) => postcss.parse(css));
  for (const sheet of sheets) {
    sheet.walkAtRules('font-face', (rule) => {
      if (rule.toString().includes('data:')) rule.remove();
    });
    sheet.walkRules((rule) => {
      if (/\.(vjs|video-js|splide)/.test(rule.selector)) rule.remove();
    });
  }
  const colours = themeColours(sheets, palettes);
  const css = sheets[0].toString().replaceAll(/url\(["']?asset:([^"')]+)["']?\)/g, (_, name) => `url(${url(name)})`);
  return { css: minify(css), colours };
}

function compile(root, [hue, saturation, brightness]) {
  const folder = path.join(root, 'assets', 'style');
  const entry = fs.readFileSync(path.join(folder, 'sportello.scss'), 'utf8');
  const theme = `$primary-h: ${hue}; $primary-s: ${saturation}; $primary-b: ${brightness};\n`;
  const modules = path.join(root, 'node_modules');
  return sass.compileString(theme + entry, {
    loadPaths: [folder, path.join(modules, 'bootstrap-italia', 'src', 'scss'), modules],
    style: 'expanded',
    quietDeps: true,
    logger: sass.Logger.silent,
  }).css;
}

/** White space and comments away, licence notices kept. */
function minify(css) {
  const sheet = postcss.parse(css);
  const seen = new Set();
  sheet.walkComments((comment) => {
    if (!comment.text.startsWith('!') || seen.has(comment.text)) comment.remove();
    seen.add(comment.text);
  });
  sheet.walk((node) => {
    node.raws.before = '';
    if ('between' in node.raws) node.raws.between = node.type === 'decl' ? ':' : '';
    if ('after' in node.raws) node.raws.after = '';
    if (node.type === 'rule') node.selector = node.selector.replaceAll(/\s*,\s*/g, ',').replaceAll(/\s+/g, ' ');
    if (node.type === 'decl') {
      if (!node.value.includes('url(')) node.value = node.value.replaceAll(/\s+/g, ' ').replaceAll(/, /g, ',');
      node.raws.important = node.important ? '!important' : undefined;
    }
    if ('semicolon' in node.raws) node.raws.semicolon = false;
    if (node.type === 'atrule') node.raws.afterName = ' ';
  });
  sheet.raws.after = '';
  return sheet.toString();
}
