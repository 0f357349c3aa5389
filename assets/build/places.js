// Names of places by their Belfiore code, as SPID and CIE give where somebody was born: municipalities of today and of
// once, and states. Names are those of ANPR and the Agenzia delle Entrate (CC BY 4.0) and of ISTAT (CC BY 3.0), as one
// package holds them; its provinces are those of the foundation, so provinces, and places that it lacks, come from the
// other, in its last version under the MIT licence.
import fs from 'node:fs';
import path from 'node:path';

import { belfioreConnector } from '@marketto/belfiore-connector-embedded';

const particles = /^(a|ad|ai|al|alla|alle|con|da|dai|dal|dalla|de|de'|degli|dei|del|dell'|della|delle|dello|di|e|ed|in|ne'|nei|nel|nella|su|sui|sul|sulla|sulle|tra)$/;
const accents = { a: 'à', e: 'è', i: 'ì', o: 'ò', u: 'ù' };

/** Of each code what was in use last: name, province, and the day until which it was. @param {string} root */
async function merged(root) {
  const names = new Map();
  for (const [code, province, name, isUsed] of list(root)) {
    names.set(code, { name: capitals(accented(name.toLowerCase())), province, isUsed });
  }
  const known = await belfioreConnector.toArray();
  for (const place of [...known].sort((a, b) => a.expirationDate - b.expirationDate)) {
    const listed = names.get(place.belfioreCode);
    const province = listed?.isUsed ? listed.province : place.province;
    const to = place.expirationDate.getUTCFullYear() > 9000 ? '' : place.expirationDate.toISOString().slice(0, 10);
    names.set(place.belfioreCode, { ...listed, name: capitals(mended(place.name)), province, to });
  }
  const sorted = [...names].filter(([code]) => /^[A-Z]\d{3}$/.test(code)).sort(([a], [b]) => (a < b ? -1 : 1));
  const torn = sorted.find(([, { name }]) => /[Ã\ufffd]/.test(name));
  if (torn) throw new Error(`${torn} was not read well`);
  if (sorted.length < 10_000) throw new Error(`only ${sorted.length} places`);
  return sorted;
}

/** «Roma (RM)» */
const called = ({ name, province }) => (province && province !== 'EE' ? `${name} (${province})` : name);

/** `{"H501": "Roma (RM)", …}`, of each code the name that was in use last. @param {string} root */
export async function places(root) {
  return JSON.stringify(Object.fromEntries((await merged(root)).map(([code, place]) => [code, called(place)])));
}

/** `[code, province, NAME, 1 if in use]`, those in use last: they are kept of several with one code. @param {string} root */
function list(root) {
  const file = path.join(root, 'node_modules', 'codice-fiscale-js', 'src', 'lista-comuni.js');
  const rows = JSON.parse(fs.readFileSync(file, 'utf8').match(/\[[\s\S]*\]/)[0]);
  return rows.sort((a, b) => a[3] - b[3]);
}

/** The few names that were read as Latin-1; at the end of one the second byte of «à» is lost. @param {string} name */
function mended(name) {
  return name.includes('Ã') ? Buffer.from(name.replace(/Ã$/, 'Ã\u00a0'), 'latin1').toString('utf8') : name;
}

/** Accents that lists in capitals write as apostrophes. @param {string} name */
function accented(name) {
  return name.split('=')[0].replaceAll(/(?<=\p{L}{2})([aeiou])'(?= |$)/gu, (_, vowel) => accents[vowel]);
}

/** @param {string} name */
function capitals(name) {
  const words = name.split(' ').map((word, at) => {
    if (at > 0 && particles.test(word.toLowerCase())) return word.toLowerCase();
    const upper = word.replaceAll(/(^|[-'(.])(\p{Ll})/gu, (_, before, letter) => before + letter.toUpperCase());
    return at > 0 ? upper.replace(/^(D|Dell|Nell|Sull|All)'(?=\p{L})/u, (before) => before.toLowerCase()) : upper;
  });
  return words.join(' ');
}

/**
 * National registers as CSV: `{municipalities, countries, provinces, licence_classes}`. Those of once say until when.
 * Classes of driving licences are those of art. 116 of D.Lgs. 285/1992. @param {string} root
 */
export async function registers(root) {
  const own = (/** @type {string} */ name) => fs.readFileSync(path.join(root, 'assets', 'registers', `${name}.csv`), 'utf8');
  const [provinces, classes] = [own('provinces'), own('licence_classes')];
  const known = new Set(provinces.split('\n').slice(1).map((line) => line.split(',')[0].toUpperCase()));
  const municipalities = [];
  const countries = [];
  for (const [code, place] of await merged(root)) {
    // Places that only the other list has are of once, nobody says until when.
    const to = place.to ?? (place.isUsed ? '' : '1900-01-01');
    const isMunicipality = !code.startsWith('Z');
    if (isMunicipality && !to && !known.has(place.province)) throw new Error(`${place.name} is in no known province`);
    (isMunicipality ? municipalities : countries).push(row(code, called(place), to));
  }
  if (municipalities.length < 7_900 || countries.length < 190) throw new Error('places are missing');
  const csv = (/** @type {string[]} */ rows) => `id,label,from,to\n${rows.join('')}`;
  return JSON.stringify({ municipalities: csv(municipalities), countries: csv(countries), provinces, licence_classes: classes });
}

/** @param {string} code @param {string} label @param {string} to */
function row(code, label, to) {
  return `${code.toLowerCase()},"${label.replaceAll('"', '""')}",,${to}\n`;
}
