// What a reader has entered, beside what the build wrote.

/**
 * Return the inputs that were changed before their script was there, or that the browser has filled again.
 * @param {HTMLElement} element
 * @returns {any[]}
 */
export function touched(element) {
  return [...element.querySelectorAll("form :is(input, select, textarea)")].filter((field) =>
    field.matches("select") ? field.selectedIndex !== written(field) : field.value !== field.defaultValue,
  );
}

/** Which option the build wrote as the chosen one; a browser takes the first where none is. */
function written({ options }) {
  return Math.max(
    [...options].findIndex((option) => option.defaultSelected),
    0,
  );
}
