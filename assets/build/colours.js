// How each colour of the stylesheet follows the theme's primary colour. The same source is compiled
// with several palettes; where a value differs, a rule is fitted that explains all of them, and the
// value becomes a variable. A colour that no rule explains stops the build.

// What follows the theme in a way that no variable can say: a picture that holds a colour, or a choice
// between black and white made by the compiler. Our own rules replace the ones that pages need.
const untold = [/^\.text-bg-primary color$/, /^\.link-primary:hover/, /-active-icon$/, /accordion.* content$/, /^\.alert-primary background-image$/];

const colour = /(rgba?\(0*[^()]*\)|hsla?\([^()]*\)|#[0-9a-f]{3,8}\b)/i;
const triple = /(\d[\d.]*, \d[\d.]*, \d[\d.]*)/;

/**
 * Changes the first sheet; the others are only read.
 * @param {import('postcss').Root[]} sheets @param {number[][]} palettes [hue, saturation %, brightness %]
 */
export function themeColours(sheets, palettes) {
  const declarations = sheets.map(list);
  const [first, ...others] = declarations;
  if (others.some((other) => other.length !== first.length)) throw new Error('palettes change the structure');
  const known = new Map();
  first.forEach((declaration, at) => {
    const values = declarations.map((all) => all[at].value);
    if (values.every((value) => value === values[0])) return;
    if (untold.some((rule) => rule.test(`${declaration.parent.selector} ${declaration.prop}`))) {
      declaration.remove();
      return;
    }
    const pattern = declaration.prop.endsWith('-rgb') ? triple : colour;
    const pieces = values.map((value) => value.split(new RegExp(pattern, 'gi')));
    declaration.value = pieces[0]
      .map((piece, part) => {
        const tuple = pieces.map((each) => each[part]);
        if (tuple.every((each) => each === tuple[0])) return piece;
        return `var(${variable(known, tuple, palettes, pattern === triple, declaration)})`;
      })
      .join('');
    if (declaration.value.includes('url(') && declaration.value.includes('var(')) {
      throw new Error(`${declaration.parent.selector} ${declaration.prop}: a picture holds a theme colour; draw it as a mask`);
    }
  });
  return [...known.values()];
}

function list(sheet) {
  const all = [];
  sheet.walkDecls((declaration) => {
    all.push(declaration);
  });
  return all;
}

function variable(known, tuple, palettes, bare, declaration) {
  const key = tuple.join('|');
  if (!known.has(key)) {
    const read = tuple.map(parse);
    if (read.includes(undefined)) throw new Error(`${declaration}: ${tuple[0]} is no colour`);
    const rule = fit(read, palettes);
    if (!rule) throw new Error(`${declaration}: no rule explains ${tuple.join(' ')}`);
    known.set(key, { name: `--t${known.size}`, bare, alpha: read[0][3], ...rule });
  }
  return known.get(key).name;
}

/** @returns {number[] | undefined} red, green, blue and alpha, each 0-1 */
function parse(text) {
  const parts = text.match(/[\d.]+%?/g) ?? [];
  const number = (part, whole) => (part.endsWith('%') ? parseFloat(part) / 100 : parseFloat(part) / whole);
  if (text.startsWith('hsl')) {
    const rgb = hslToRgb(parseFloat(parts[0]), parseFloat(parts[1]) / 100, parseFloat(parts[2]) / 100);
    return [...rgb, parts[3] ? number(parts[3], 1) : 1];
  }
  if (text.startsWith('rgb') || triple.test(text)) {
    return [...parts.slice(0, 3).map((part) => number(part, 255)), parts[3] ? number(parts[3], 1) : 1];
  }
  if (/^#[0-9a-f]{6}$/i.test(text)) return [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16) / 255).concat(1);
  return undefined;
}

const close = (a, b) => Math.abs(a - b) < 0.004;

/** A rule `{kind: 'mix', factor, add}` in RGB, or `{kind: 'hsb', hue, saturation, brightness}`. */
function fit(read, palettes) {
  const primaries = palettes.map(([h, s, b]) => hsbToRgb(h, s / 100, b / 100));
  const mix = lines(read.flatMap((rgb, at) => [0, 1, 2].map((c) => [c, primaries[at][c], rgb[c]])));
  if (mix) return { kind: 'mix', ...mix };
  const hsb = read.map(rgbToHsb);
  const turn = (hsb[0][0] - palettes[0][0] + 540) % 360 - 180;
  const sameTurn = hsb.every(([h, s], at) => s < 0.01 || Math.abs(((h - palettes[at][0] - turn + 540) % 360) - 180) < 0.6);
  const saturation = line(hsb.map(([, s], at) => [palettes[at][1] / 100, s]));
  const brightness = line(hsb.map(([, , b], at) => [palettes[at][2] / 100, b]));
  if (!sameTurn || !saturation || !brightness) return undefined;
  return { kind: 'hsb', hue: Math.round(turn), saturation, brightness };
}

/** One factor for all channels and a constant for each: what mixing with a fixed colour does. */
function lines(points) {
  const mean = [0, 1, 2].map((c) => {
    const of = points.filter(([channel]) => channel === c);
    return [average(of.map(([, x]) => x)), average(of.map(([, , y]) => y))];
  });
  let xy = 0;
  let xx = 0;
  for (const [c, x, y] of points) {
    xy += (x - mean[c][0]) * (y - mean[c][1]);
    xx += (x - mean[c][0]) ** 2;
  }
  const factor = xy / xx;
  const add = mean.map(([x, y]) => y - factor * x);
  return points.every(([c, x, y]) => close(factor * x + add[c], y))
    ? { factor: round(factor), add: add.map(round) }
    : undefined;
}

/** Slope and constant through [x, y] points, or nothing if they are on no line. */
function line(points) {
  const [mx, my] = [average(points.map(([x]) => x)), average(points.map(([, y]) => y))];
  let xy = 0;
  let xx = 0;
  for (const [x, y] of points) {
    xy += (x - mx) * (y - my);
    xx += (x - mx) ** 2;
  }
  const slope = xy / xx;
  const add = my - slope * mx;
  return points.every(([x, y]) => close(slope * x + add, y)) ? [round(slope), round(add)] : undefined;
}

const average = (all) => all.reduce((sum, each) => sum + each, 0) / all.length;
const round = (value) => Math.round(value * 1e4) / 1e4;

function hsbToRgb(hue, saturation, brightness) {
  return [5, 3, 1].map((n) => {
    const k = (n + hue / 60) % 6;
    return brightness - brightness * saturation * Math.max(0, Math.min(k, 4 - k, 1));
  });
}

function hslToRgb(hue, saturation, lightness) {
  const brightness = lightness + saturation * Math.min(lightness, 1 - lightness);
  return hsbToRgb(hue, brightness ? 2 - (2 * lightness) / brightness : 0, brightness);
}

function rgbToHsb([red, green, blue]) {
  const brightness = Math.max(red, green, blue);
  const span = brightness - Math.min(red, green, blue);
  if (!span) return [0, 0, brightness];
  let hue = (green - blue) / span;
  if (brightness === green) hue = 2 + (blue - red) / span;
  if (brightness === blue) hue = 4 + (red - green) / span;
  return [(hue * 60 + 360) % 360, span / brightness, brightness];
}
