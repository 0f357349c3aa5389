// Invented persons of the identity provider, as SPID names their attributes or as a gateway may name them.
// Each signs in with name and password, both alike.

const ATTRIBUTES = 'https://attributes.eid.gov.it/';

export const PERSONS = {
  mario: {
    given_name: 'Mario',
    family_name: 'Rossi',
    birthdate: '1980-01-01',
    gender: 'male',
    place_of_birth: { locality: 'Roma' },
    email: 'mario@example.it',
    phone_number: '3330000001',
    [`${ATTRIBUTES}fiscal_number`]: 'TINIT-RSSMRA80A01H501U',
    [`${ATTRIBUTES}spid_code`]: 'PROV0000000001',
  },
  anna: {
    given_name: 'Anna',
    family_name: 'Bianchi',
    birthdate: '1975-05-10',
    gender: 'female',
    place_of_birth: { locality: 'F205', region: 'MI' },
    email: 'anna@example.it',
    phone_number: '3330000002',
    [`${ATTRIBUTES}fiscal_number`]: 'TINIT-BNCNNA75E50F205H',
    [`${ATTRIBUTES}spid_code`]: 'PROV0000000002',
  },
  // Comes at level 1 whatever is asked: see `entrance`.
  luca: {
    given_name: 'Luca',
    family_name: 'Conti',
    birthdate: '1992-06-08',
    gender: 'male',
    place_of_birth: { locality: 'D612', region: 'FI' },
    email: 'luca@example.it',
    [`${ATTRIBUTES}fiscal_number`]: 'TINIT-CNTLCU92H08D612V',
    [`${ATTRIBUTES}spid_code`]: 'PROV0000000003',
  },
  // Comes through the eIDAS node: no fiscal code, and the identifier of her country in place of the SPID code.
  lena: {
    given_name: 'Lena',
    family_name: 'Muster',
    birthdate: '1985-09-23',
    [`${ATTRIBUTES}spid_code`]: 'DE/IT/0123456789ABCDEF',
  },
  nemo: { given_name: 'Nemo', family_name: 'Ignoto', email: 'nemo@example.it' },
  ugo: staff('Ugo', 'Verdi', 'VRDGUO70A01L219W', 'polizia-locale'),
  eva: staff('Eva', 'Blu', 'BLUVEA75E50L219C', 'responsabili'),
  pia: staff('Pia', 'Viola', 'VLIPIA80A41L219G', 'amministratori'),
  teo: staff('Teo', 'Grigi', 'GRGTEO85D10L219E', 'polizia-locale'),
  // Comes at level 2 whatever is asked.
  ida: staff('Ida', 'Rosa', 'RSODIA82L45L219J', 'polizia-locale'),
};

// These have only a password.
const SIMPLE = ['luca', 'teo'];
// These have no card.
const CARDLESS = ['ida'];

function staff(given_name, family_name, code, group) {
  const email = `${given_name.toLowerCase()}@example.it`;
  return { given_name, family_name, email, [`${ATTRIBUTES}fiscal_number`]: `TINIT-${code}`, groups: [group] };
}

// What a gateway with words of its own calls the attributes, and how it writes a fiscal code.
const OTHER = {
  given_name: 'nome',
  family_name: 'cognome',
  birthdate: 'data_di_nascita',
  gender: 'sesso',
  place_of_birth: 'luogo_di_nascita',
  email: 'posta',
  phone_number: 'cellulare',
  groups: 'gruppi',
  [`${ATTRIBUTES}fiscal_number`]: 'codice_fiscale',
  [`${ATTRIBUTES}spid_code`]: 'identificativo',
};

/** The names in use: "spid" or "other". */
export function vocabulary(names) {
  const named = (claim) => (names === 'other' ? OTHER[claim] : claim);
  const written = (value) =>
    names === 'other' && typeof value === 'string' ? value.replace(/^TINIT-/, '') : value;
  const level = (number) =>
    names === 'other' ? `urn:livello:${number}` : `https://www.spid.gov.it/SpidL${number}`;
  return {
    levels: [1, 2, 3].map(level),
    // By scope, and in the end what no scope brings: only the `claims` parameter asks for it.
    claims: {
      openid: ['sub', 'acr', 'amr'],
      email: [named('email')],
      profile: [
        'given_name',
        'family_name',
        'birthdate',
        'gender',
        'place_of_birth',
        `${ATTRIBUTES}fiscal_number`,
        'groups',
      ].map(named),
      [named('phone_number')]: null,
      [named(`${ATTRIBUTES}spid_code`)]: null,
    },
    attributes: (name) =>
      Object.fromEntries(
        Object.entries(PERSONS[name]).map(([claim, value]) => [named(claim), written(value)]),
      ),
  };
}

/** How somebody came in: at which of the levels, asked ones first, and by which means. */
export function entrance(name, asked, levels) {
  if (SIMPLE.includes(name)) return { acr: levels[0], amr: ['pwd'] };
  const [acr] = asked && !CARDLESS.includes(name) ? asked.split(' ') : [levels[1]];
  return PERSONS[name].groups ? { acr, amr: ['pwd', 'otp'] } : { acr };
}
