// The worker that unpacks what the site sends packed with Zstandard, for which browsers have nothing of their own.
// It stands behind fzstd in one file.

self.addEventListener("message", ({ data: { id, request } }) => {
  try {
    const value = self.fzstd.decompress(request.bytes).slice(); // it may begin in the middle of its buffer
    self.postMessage({ id, value }, [value.buffer]);
  } catch (error) {
    self.postMessage({ id, error: error instanceof Error ? error.message : String(error) });
  }
});
