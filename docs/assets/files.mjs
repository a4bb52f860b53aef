// Lists the files that a reader chooses or drops, with their paths.

/** @typedef {{path: string, file: File | null, reason: string}} Listed  A file, or why it cannot be had. */

/**
 * List the files of an input.
 * @param {HTMLInputElement} input
 * @returns {Listed[]}
 */
export function chosen(input) {
  return [...(input.files ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file, reason: "" }));
}

/**
 * List the files that were dropped, folders with all that is in them.
 * @param {DataTransfer} transfer
 * @returns {Promise<Listed[]>}
 */
export async function dropped(transfer) {
  // both lists are only there until the event is over
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const files = [...transfer.files].map((file) => ({ path: file.name, file, reason: "" }));
  return entries.length ? (await Promise.all(entries.map(walk))).flat() : files;
}

/** @param {any} entry @returns {Promise<Listed[]>} */
async function walk(entry) {
  const path = entry.fullPath.replace(/^\//, "");
  try {
    if (!entry.isDirectory) {
      const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
      return [{ path, file, reason: "" }];
    }
    const reader = entry.createReader();
    const found = [];
    for (;;) {
      // at most a hundred come at a time
      const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
      if (!some.length) break;
      found.push(...(await Promise.all(some.map(walk))).flat());
    }
    return found;
  } catch (error) {
    return [{ path, file: null, reason: error instanceof Error ? error.message : String(error) }];
  }
}
