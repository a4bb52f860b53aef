// Prints the golden vectors as Pyodide computes them, from the sources as they lie: node golden.mjs ROOT SITE_PACKAGES
import { loadPyodide } from "pyodide";

const [root, packages] = process.argv.slice(2);
const python = await loadPyodide();
python.mountNodeFS("/project", root);
python.mountNodeFS("/packages", packages);
process.stdout.write(
  python.runPython(`
import sys
sys.dont_write_bytecode = True
sys.path += ["/project", "/packages"]
from tests.golden import drawn, text
text() + drawn()
`),
);
