// What JavaScript adds to pages that already work without it.
import './menu.js';
import './office.js';
import './print.js';
import './presence.js';
import './apply.js';
import './pay.js';
import './session.js';
import './ready.js';
