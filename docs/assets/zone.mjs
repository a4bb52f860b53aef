// The reader's time zone as data: Python in the page has no table of zones, the browser has.

/** The first moment looked at, long before the oldest log, and how far past today, in milliseconds. */
const FIRST = Date.UTC(2023, 0, 1);
const AHEAD = 2 * 86_400_000;
/** Zones change their offset at most once in so many milliseconds. */
const STEP = 7 * 86_400_000;

/** Minutes east of UTC at a moment. @param {number} moment */
const minutes = (moment) => -new Date(moment).getTimezoneOffset();

/**
 * Describe the browser's zone: its name, and the seconds since 1970 at which its offset changed.
 * @returns {string} JSON for calculator.zones
 */
export function zone() {
  const changes = [[0, minutes(FIRST)]];
  for (let start = FIRST; start < Date.now() + AHEAD; start += STEP) {
    let [before, after] = [start, start + STEP];
    if (minutes(before) === minutes(after)) continue;
    while (after - before > 1000) {
      const middle = Math.floor((before + after) / 2000) * 1000;
      if (minutes(middle) === minutes(before)) before = middle;
      else after = middle;
    }
    changes.push([after / 1000, minutes(after)]);
  }
  return JSON.stringify({ name: Intl.DateTimeFormat().resolvedOptions().timeZone, changes });
}
