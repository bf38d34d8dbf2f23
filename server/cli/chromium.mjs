import fs from 'node:fs';

const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Path of a Chromium to drive, or `undefined`: `HOPSCOPE_CHROMIUM` first, then the usual places. */
export function findChromium() {
  const places = [process.env.HOPSCOPE_CHROMIUM, ...USUAL_PLACES];
  return places.find((place) => place !== undefined && fs.existsSync(place));
}
