"""In place of asyncio: Pyodide imports it at each start, and the calculator waits for nothing."""
