// Lists the files that a reader chooses or drops, with their paths.

/**
 * A file, or why it cannot be had; what is a part of another has its bounds.
 * @typedef {{path: string, file: Blob | null, reason: string, from?: number, to?: number}} Listed
 */

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

/** Whether the browser has a dialog for whole folders that does not speak of uploading. */
export const canPick = "showDirectoryPicker" in globalThis;

/**
 * Let the reader pick a folder and list its files; none when they pick nothing.
 * @returns {Promise<Listed[]>}
 */
export async function picked() {
  let folder;
  try {
    folder = await globalThis.showDirectoryPicker({ id: "claude-logs", mode: "read" });
  } catch (error) {
    if (error.name === "AbortError") return [];
    throw error;
  }
  return within(folder, folder.name);
}

/** @param {any} handle @param {string} path @returns {Promise<Listed[]>} */
async function within(handle, path) {
  try {
    if (handle.kind === "file") return [{ path, file: await handle.getFile(), reason: "" }];
    const found = [];
    for await (const inner of handle.values()) found.push(within(inner, `${path}/${inner.name}`));
    return (await Promise.all(found)).flat();
  } catch (error) {
    return [{ path, file: null, reason: error instanceof Error ? error.message : String(error) }];
  }
}

/**
 * List what was pasted: files, or text as a file.
 * @param {DataTransfer | null} clipboard
 * @returns {Listed[]}
 */
export function pasted(clipboard) {
  const files = [...(clipboard?.files ?? [])].map((file) => ({ path: file.name, file, reason: "" }));
  const text = clipboard?.getData("text/plain") ?? "";
  if (files.length || !text.trim()) return files;
  return [{ path: "pasted text", file: new File([text], "pasted text"), reason: "" }];
}

/**
 * Fetch the sample logs that the site holds.
 * @param {import("./runtime.mjs").Runtime | null} runtime where they lie, with their hashes
 * @returns {Promise<Listed[]>}
 */
export async function sample(runtime) {
  const names = Object.keys(runtime?.files ?? {}).filter((name) => name.startsWith("sample-"));
  return Promise.all(
    names.map(async (name) => {
      const answer = await fetch(runtime?.base + name, { integrity: `sha256-${runtime?.files[name][2]}` });
      if (!answer.ok) throw new Error(`${name} could not be loaded`);
      return { path: name, file: new File([await answer.blob()], name), reason: "" };
    }),
  );
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
