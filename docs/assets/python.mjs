// Workers, as the page talks to them.

/** How long a Python that owes an answer may say nothing, in seconds. */
const SILENT_S = 60;

/** @typedef {{resolve: (value: any) => void, reject: (error: Error) => void}} Asked */

/** Why a worker is gone that nobody has told to end. */
export class Lost extends Error {}

/** A worker that does what it is asked. */
export class RemoteWorker {
  /** @type {Map<number, Asked>} */
  #open = new Map();
  #count = 0;
  #address;
  #worker;
  /** @type {Error | null} */
  #ended = null;
  /** The seconds since it was heard in which it owed an answer, as far as somebody counts them. */
  silent = 0;
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
      this.end(event.message || "the worker could not be loaded", Lost);
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
      if (this.#ended) throw this.#ended;
      const id = ++this.#count;
      this.#open.set(id, { resolve, reject });
      this.#worker.postMessage({ id, operation, request }, given);
    });
  }

  /**
   * End the worker; whoever waits for an answer is told.
   * @param {string} reason
   */
  end(reason, kind = Error) {
    if (this.#ended) return;
    this.#ended = new kind(reason);
    this.#worker.terminate();
    URL.revokeObjectURL(this.#address);
    for (const { reject } of this.#open.values()) reject(this.#ended);
    this.#open.clear();
    this.onend();
  }

  /** Whether it no longer works. */
  get ended() {
    return this.#ended !== null;
  }

  /** Whether it owes an answer. */
  get owes() {
    return this.#open.size > 0;
  }

  #hear({ id, value, error }) {
    this.silent = 0;
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
  /** Whether it has ever answered a call. */
  answered = false;
  /** @type {number | undefined} */
  #guard;
  /** Comes true when the end of the worker would be noticed; where it cannot be, too. */
  watched = this.#watch().catch(() => {});

  /**
   * @param {Blob} script
   * @param {"image" | "library"} from what it starts from
   */
  constructor(script, from) {
    super(script);
    this.from = from;
  }

  /** Notice when the worker ends without a word, as for lack of memory: nothing tells of it but that its lock is free. */
  async #watch() {
    if (!navigator.locks) return; // on an address that is not secure
    const name = `python ${crypto.randomUUID()}`;
    await this.ask("hold", { name });
    navigator.locks.request(name, () => this.end("Python has ended, perhaps for lack of memory", Lost));
  }

  /** From now on, end it when it has hung up. Its seconds are counted here, so that none pass while a computer sleeps. */
  guard() {
    this.#guard = setInterval(() => {
      this.silent = this.owes ? this.silent + 1 : 0;
      if (this.silent > SILENT_S) this.end(`Python has said nothing for ${SILENT_S} seconds`, Lost);
    }, 1000);
  }

  /** @param {string} reason */
  end(reason, kind = Error) {
    clearInterval(this.#guard);
    super.end(reason, kind);
  }

  /**
   * Call a function of calculator.browser.
   * @param {string} name
   * @param {...(string | number)} args
   * @returns {Promise<string>}
   */
  async call(name, ...args) {
    const value = await this.ask("call", { name, args });
    this.answered = true;
    setTimeout(this.onfirst);
    this.onfirst = () => {};
    return value;
  }
}
