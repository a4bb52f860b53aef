// Workers, as the page talks to them.

/** @typedef {{resolve: (value: any) => void, reject: (error: Error) => void}} Asked */

/** A worker that does what it is asked. */
export class RemoteWorker {
  /** @type {Map<number, Asked>} */
  #open = new Map();
  #count = 0;
  #address;
  #worker;
  #ended = "";
  /** @type {() => void} Called when it is no longer there. */
  onend = () => {};

  /** @param {Blob} script */
  constructor(script) {
    // one that starts from a blob: address is bound by the page's policy, one from the site's own is not
    this.#address = URL.createObjectURL(script);
    this.#worker = new Worker(this.#address, { type: "module" });
    this.#worker.onmessage = ({ data }) => this.#hear(data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.end(event.message || "the worker could not be loaded");
    };
  }

  /**
   * Ask the worker for something.
   * @param {string} operation
   * @param {object} [request]
   * @param {Transferable[]} [given] what the page has no use for afterwards
   * @returns {Promise<any>}
   */
  ask(operation, request = {}, given = []) {
    return new Promise((resolve, reject) => {
      if (this.#ended) throw new Error(this.#ended);
      const id = ++this.#count;
      this.#open.set(id, { resolve, reject });
      this.#worker.postMessage({ id, operation, request }, given);
    });
  }

  /**
   * End the worker; whoever waits for an answer is told.
   * @param {string} reason
   */
  end(reason) {
    if (this.#ended) return;
    this.#ended = reason;
    this.#worker.terminate();
    URL.revokeObjectURL(this.#address);
    for (const { reject } of this.#open.values()) reject(new Error(this.#ended));
    this.#open.clear();
    this.onend();
  }

  #hear({ id, value, error }) {
    const asked = this.#open.get(id);
    this.#open.delete(id);
    if (error === undefined) asked?.resolve(value);
    else asked?.reject(new Error(error));
  }
}

/** A worker with Python in it. */
export class Python extends RemoteWorker {
  /** @type {() => void} Called once, after whoever called a function first has worked on what it returned. */
  onfirst = () => {};
  /** Comes true when the end of the worker would be noticed; where it cannot be, too. */
  watched = this.#watch().catch(() => {});

  /** Notice when the worker ends without a word, as for lack of memory: nothing tells of it but that its lock is free. */
  async #watch() {
    if (!navigator.locks) return; // on an address that is not secure
    const name = `python ${crypto.randomUUID()}`;
    await this.ask("hold", { name });
    navigator.locks.request(name, () => this.end("Python has ended, perhaps for lack of memory"));
  }

  /**
   * Call a function of calculator.browser.
   * @param {string} name
   * @param {...(string | number)} args
   * @returns {Promise<string>}
   */
  async call(name, ...args) {
    const value = await this.ask("call", { name, args });
    setTimeout(this.onfirst);
    this.onfirst = () => {};
    return value;
  }
}
