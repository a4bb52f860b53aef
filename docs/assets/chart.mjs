// Draws charts by Vega, in steps, so that inputs get their turn: the first chart would keep the page busy for a fifth of
// a second.

/** Give way to whatever waits. */
const pause = () => new Promise((done) => setTimeout(done));

/**
 * Draw a chart as SVG.
 * @param {object} spec of Vega-Lite
 * @returns {Promise<{drawing: HTMLElement, chart: {finalize: () => void}}>} with what gives back its memory
 */
export async function draw(spec) {
  const { vega, vegaLite } = globalThis;
  await pause();
  const compiled = vegaLite.compile(spec).spec;
  await pause();
  const dataflow = vega.parse(compiled, null, { ast: true }); // which the interpreter takes: the policy forbids `eval`
  await pause();
  const drawing = document.createElement("div");
  drawing.className = "calc-drawing";
  const chart = new vega.View(dataflow, { expr: vega.expressionInterpreter, renderer: "svg", container: drawing });
  await pause();
  await chart.runAsync();
  return { drawing, chart };
}
