// bench.scratch.ts
import { readFileSync } from "node:fs";

// shared/result.ts
var ok = (value) => ({ ok: true, value });
var fail = (error) => ({ ok: false, error });

// shared/formats/losslessJson.ts
function parseLosslessJson(text) {
  if (!LONG_INTEGER.test(text) && !SURROGATE_ESCAPE.test(text)) {
    try {
      return ok(JSON.parse(text));
    } catch {
      return parseByHand(text);
    }
  }
  return parseByHand(text);
}
var LONG_INTEGER = /(?:^|[:[,\s])-?(?:\d{17}|9\d{15})/;
var SURROGATE_ESCAPE = /\\u[dD][89a-fA-F]/;
var LONE_SURROGATE = /\p{Surrogate}/gu;
var JsonMistake = class extends Error {
  position;
  constructor(message, position) {
    super(message);
    this.position = position;
  }
};
function parseByHand(text) {
  try {
    return ok(new LosslessParser(text).parse());
  } catch (cause) {
    if (!(cause instanceof JsonMistake)) throw cause;
    const { message, position } = cause;
    return fail({ message: `not JSON: ${message} at character ${position}`, position });
  }
}
var LosslessParser = class {
  text;
  pos = 0;
  constructor(text) {
    this.text = text;
  }
  parse() {
    const open = [];
    for (; ; ) {
      let value = this.readScalarOrOpen(open);
      if (value === OPENED) continue;
      for (; ; ) {
        const container = open.at(-1);
        if (container === void 0) return this.endOfText(value);
        place(container, value);
        if (this.continues(container)) break;
        open.pop();
        value = "items" in container ? container.items : container.members;
      }
    }
  }
  /** Reads a value that is complete at once, or opens a container with something in it. */
  readScalarOrOpen(open) {
    switch (this.peek()) {
      case "{": {
        this.pos++;
        const members = /* @__PURE__ */ Object.create(null);
        if (this.takes("}")) return members;
        open.push({ members, key: this.readKey() });
        return OPENED;
      }
      case "[":
        this.pos++;
        if (this.takes("]")) return [];
        open.push({ items: [] });
        return OPENED;
      case '"':
        return this.readText();
      case "t":
        return this.readWord("true", true);
      case "f":
        return this.readWord("false", false);
      case "n":
        return this.readWord("null", null);
      default:
        return this.readNumber();
    }
  }
  /** After a value in a container: true before the next value, false after the container's end. */
  continues(container) {
    if (this.takes(",")) {
      if ("key" in container) container.key = this.readKey();
      return true;
    }
    const closing = "key" in container ? "}" : "]";
    if (this.takes(closing)) return false;
    return this.refuse(`"," or "${closing}" expected`);
  }
  readKey() {
    if (this.peek() !== '"') this.refuse("a key in double quotes expected");
    const key = this.readText();
    if (!this.takes(":")) this.refuse('":" expected');
    return key;
  }
  readText() {
    const start = this.pos;
    let end = this.text.indexOf('"', start + 1);
    while (end > 0 && this.isEscaped(end)) end = this.text.indexOf('"', end + 1);
    if (end < 0) this.refuse("a text is not closed");
    this.pos = end + 1;
    const quoted = this.text.slice(start, this.pos);
    try {
      const text = JSON.parse(quoted);
      return SURROGATE_ESCAPE.test(quoted) ? text.replace(LONE_SURROGATE, "\uFFFD") : text;
    } catch {
      throw new JsonMistake("a text has a bad escape or a control character", start);
    }
  }
  isEscaped(quoteAt) {
    let at = quoteAt;
    while (this.text[at - 1] === "\\") at--;
    return (quoteAt - at) % 2 === 1;
  }
  readNumber() {
    NUMBER.lastIndex = this.pos;
    const digits = NUMBER.exec(this.text)?.[0];
    if (digits === void 0) return this.refuse("a value expected");
    this.pos += digits.length;
    const value = Number(digits);
    if (Number.isSafeInteger(value) || !INTEGER.test(digits)) return value;
    return BigInt(digits);
  }
  readWord(word, value) {
    if (!this.text.startsWith(word, this.pos)) this.refuse("a value expected");
    this.pos += word.length;
    return value;
  }
  endOfText(value) {
    if (this.peek() !== void 0) this.refuse("the end expected");
    return value;
  }
  takes(character) {
    if (this.peek() !== character) return false;
    this.pos++;
    return true;
  }
  /** The next character that is no space. */
  peek() {
    for (; ; ) {
      const character = this.text[this.pos];
      if (character !== " " && character !== "\n" && character !== "\r" && character !== "	") {
        return character;
      }
      this.pos++;
    }
  }
  refuse(message) {
    const found = this.text[this.pos];
    const what = found === void 0 ? "the text ends" : `found ${JSON.stringify(found)}`;
    throw new JsonMistake(`${message}, ${what}`, this.pos);
  }
};
var OPENED = /* @__PURE__ */ Symbol("opened");
var NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
var INTEGER = /^-?\d{1,400}$/;
function place(container, value) {
  if ("items" in container) container.items.push(value);
  else container.members[container.key] = value;
}

// server/stores/elasticsearch/engine/boundedBody.ts
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
async function readBoundedBody(body, encoding, maxBytes) {
  const chunks = [];
  let sizeBytes = 0;
  const collect = async (source) => {
    for await (const chunk of source) {
      sizeBytes += chunk.length;
      if (sizeBytes > maxBytes) throw TOO_LARGE;
      chunks.push(chunk);
    }
  };
  try {
    if (encoding === "gzip") await pipeline(body, createGunzip(), collect);
    else await pipeline(body, collect);
  } catch (error) {
    if (error === TOO_LARGE) return { kind: "too-large" };
    throw error;
  }
  return { kind: "text", text: Buffer.concat(chunks, sizeBytes).toString("utf8") };
}
var TOO_LARGE = new Error("more bytes than are read");

// server/stores/elasticsearch/engine/callDeadline.ts
var DeadlinePassed = class extends Error {
  name = "DeadlinePassed";
};
async function withDeadline(caller, deadlineMs, work) {
  caller.throwIfAborted();
  const controller = new AbortController();
  const follow = () => controller.abort(caller.reason);
  caller.addEventListener("abort", follow, { once: true });
  const timer = setTimeout(() => controller.abort(new DeadlinePassed()), deadlineMs);
  try {
    return await work(controller.signal);
  } catch (error) {
    controller.signal.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(timer);
    caller.removeEventListener("abort", follow);
  }
}

// server/stores/traceStore.ts
var StoreUnavailable = class extends Error {
  name = "StoreUnavailable";
};

// server/stores/elasticsearch/engine/engineCall.ts
var SearchRefused = class extends Error {
  name = "SearchRefused";
  /** The engine's word for it, such as `too_many_buckets_exception`. */
  type;
  constructor(type, message) {
    super(message);
    this.type = type;
  }
};
var AnswerTooLarge = class extends StoreUnavailable {
};

// server/stores/elasticsearch/engine/engineNodes.ts
import { Pool } from "undici";
var MAX_CONNECTIONS = 32;
var CONNECT_TIMEOUT_MS = 5e3;
var KEEP_ALIVE_MS = 3e4;
var AVOIDED_MS = 1e4;
var EngineNodes = class {
  #nodes;
  #authorization;
  #turn = 0;
  constructor({ urls, credentials, caPem }) {
    this.#authorization = credentials && authorizationOf(credentials);
    this.#nodes = urls.map((url2) => ({
      pool: new Pool(url2.origin, {
        connections: Math.max(1, Math.floor(MAX_CONNECTIONS / urls.length)),
        pipelining: 1,
        keepAliveTimeout: KEEP_ALIVE_MS,
        // Each request has a deadline of its own that covers all of it.
        headersTimeout: 0,
        bodyTimeout: 0,
        connect: { timeout: CONNECT_TIMEOUT_MS, ...caPem !== void 0 && { ca: caPem } }
      }),
      basePath: url2.pathname.replace(/\/+$/, ""),
      isLocal: LOOPBACK.test(url2.hostname),
      avoidedUntilMs: 0
    }));
  }
  /** The head of the first answer, whatever its status; rejects with what the last node failed of. */
  async send(request2, signal) {
    const queue = this.#inOrder();
    let failure;
    let brokenCount = 0;
    for (let node = queue.shift(); node !== void 0; node = queue.shift()) {
      try {
        return await this.#sendTo(node, request2, signal);
      } catch (error) {
        signal.throwIfAborted();
        node.avoidedUntilMs = performance.now() + AVOIDED_MS;
        failure = error;
        if (!isBroken(error)) continue;
        brokenCount += 1;
        if (brokenCount > 1) break;
        queue.push(node);
      }
    }
    throw failure;
  }
  async close() {
    await Promise.all(this.#nodes.map(({ pool }) => pool.destroy()));
  }
  #inOrder() {
    const first2 = this.#turn++ % this.#nodes.length;
    const turned = [...this.#nodes.slice(first2), ...this.#nodes.slice(0, first2)];
    const nowMs = performance.now();
    return turned.sort((a, b) => rank(a, nowMs) - rank(b, nowMs));
  }
  #sendTo(node, { method, path, contentType = "application/json", body }, signal) {
    return node.pool.request({
      method,
      path: node.basePath + path,
      headers: {
        accept: "application/json",
        ...body !== void 0 && { "content-type": contentType },
        // Packing costs more than it saves where bytes do not travel.
        ...!node.isLocal && { "accept-encoding": "gzip" },
        ...this.#authorization !== void 0 && { authorization: this.#authorization }
      },
      ...body !== void 0 && { body },
      signal
    });
  }
};
var rank = (node, nowMs) => node.avoidedUntilMs <= nowMs ? 0 : 1;
var LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
function authorizationOf(credentials) {
  if (credentials.kind === "api-key") return `ApiKey ${credentials.apiKey}`;
  const { username, password } = credentials;
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}
var isBroken = (error) => error instanceof Error && "code" in error && BROKEN_CODES.has(String(error.code));
var BROKEN_CODES = /* @__PURE__ */ new Set(["UND_ERR_SOCKET", "ECONNRESET", "EPIPE"]);

// server/stores/elasticsearch/engine/json.ts
import { randomBytes } from "node:crypto";
var isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
function memberOf(value, key) {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : void 0;
}
var objectOf = (value) => isObject(value) ? value : void 0;
var listOf = (value) => Array.isArray(value) ? value : [];
var textOf = (value) => typeof value === "string" ? value : void 0;
function numberOf(value) {
  if (typeof value === "bigint") return Number(value);
  return typeof value === "number" && Number.isFinite(value) ? value : void 0;
}
var MARK = randomBytes(12).toString("hex");
var MARKED = new RegExp(`"${MARK}(-?\\d+)"`, "g");
var LONE_SURROGATE2 = /(?<!\\)((?:\\\\)*)\\ud[89a-f][0-9a-f]{2}/g;
function writeJson(value) {
  const text = withIntegers(value);
  return text.includes("\\ud") ? text.replace(LONE_SURROGATE2, "$1\uFFFD") : text;
}
function withIntegers(value) {
  try {
    return JSON.stringify(value);
  } catch {
    const marked = (_, member) => typeof member === "bigint" ? MARK + member : member;
    return JSON.stringify(value, marked).replace(MARKED, "$1");
  }
}

// server/stores/elasticsearch/engine/failures.ts
function didNotAnswer(deadlineMs, cause) {
  const seconds = Math.round(deadlineMs / 100) / 10;
  return new StoreUnavailable(`The engine did not answer within ${seconds} s.`, { cause });
}
var answeredTooMuch = (maxBytes) => `The engine's answer is larger than the ${Math.round(maxBytes / 1024 / 1024)} MB that are read at once.`;
function answeredNonsense(status, contentType) {
  if (status >= 300 && status < 400) {
    return new StoreUnavailable(
      `The engine's address answers with a redirect (${status}), which no engine does: ${IS_IT_THE_ENGINE}`
    );
  }
  const what = contentType === void 0 ? "something" : contentType.split(";")[0];
  return new StoreUnavailable(
    `The engine's answer is cut off or is no JSON (${what}): ${IS_IT_THE_ENGINE}`
  );
}
var IS_IT_THE_ENGINE = "is HOPSCOPE_ELASTICSEARCH_URL the engine itself, and not a page before it?";
function brokeOff(cause) {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "no code";
  return new StoreUnavailable(sentenceOf(code), { cause });
}
function sentenceOf(code) {
  if (TLS_CODES.test(code)) {
    return `The engine's certificate is not trusted (${code}): name its authority by HOPSCOPE_ELASTICSEARCH_CA_FILE.`;
  }
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
    return "The engine's certificate is for another host name than HOPSCOPE_ELASTICSEARCH_URL has.";
  }
  if (code.startsWith("ERR_SSL") || code === "EPROTO") {
    return `The engine does not speak TLS as asked (${code}): is it http or https in HOPSCOPE_ELASTICSEARCH_URL?`;
  }
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") {
    return `The engine's host name is not known (${code}): is HOPSCOPE_ELASTICSEARCH_URL right?`;
  }
  if (UNREACHED_CODES.has(code)) {
    return `The engine cannot be reached (${code}): is it running, and is HOPSCOPE_ELASTICSEARCH_URL right?`;
  }
  return `The connection to the engine broke off (${code}).`;
}
var TLS_CODES = /^(?:SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_(?:GET_ISSUER|VERIFY)|CERT_)/;
var UNREACHED_CODES = /* @__PURE__ */ new Set([
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ETIMEDOUT",
  "UND_ERR_CONNECT_TIMEOUT"
]);
function refusalOf({ status, body }, hasCredentials) {
  const { type, reason } = deepestCause(body);
  if (status === 401) return new StoreUnavailable(notAuthenticated(hasCredentials));
  if (status === 403) return new StoreUnavailable(notPermitted(reason));
  if (MISTAKE_TYPES.has(type) || status === 400) return new SearchRefused(type, reason);
  const said = type === "" ? "" : ` (${type})`;
  return new StoreUnavailable(`${sentenceOfStatus(status)}${said}.`);
}
function notAuthenticated(hasCredentials) {
  return hasCredentials ? "The engine does not accept the credentials: check HOPSCOPE_ELASTICSEARCH_USERNAME and _PASSWORD, or _API_KEY." : "The engine asks for credentials: set HOPSCOPE_ELASTICSEARCH_USERNAME and _PASSWORD, or _API_KEY.";
}
function notPermitted(reason) {
  const [, action] = /\[((?:indices|cluster):[^\]]+)\]/.exec(reason) ?? [];
  const [, indices] = /on indices \[([^\]]+)\]/.exec(reason) ?? [];
  const where = indices === void 0 ? "the span indices" : indices;
  const what = action === void 0 ? "" : ` (it refuses ${action})`;
  return `The engine does not let us read ${where}${what}: the role needs read and view_index_metadata there.`;
}
var MISTAKE_TYPES = /* @__PURE__ */ new Set([
  "too_many_buckets_exception",
  "too_many_clauses",
  "too_many_nested_clauses",
  "query_shard_exception",
  "parsing_exception",
  "illegal_argument_exception"
]);
function sentenceOfStatus(status) {
  if (status === 404) return "The engine does not know this index or path";
  if (status === 408 || status === 504) return "The engine, or a proxy before it, gave up waiting";
  if (status === 413) return "The engine, or a proxy before it, finds the request too large";
  if (status === 429) return "The engine has too much to do at this moment";
  if (status === 503) return "The engine cannot search now: shards or its master are missing";
  return `The engine answers ${status}`;
}
var MAX_CAUSES = 10;
function deepestCause(body) {
  const error = memberOf(body, "error") ?? memberOf(body, "reason") ?? body;
  if (typeof error === "string") return { type: "", reason: error };
  let cause = error;
  for (let depth = 0; depth < MAX_CAUSES; depth++) {
    const inner = memberOf(cause, "caused_by") ?? shardFailureOf(cause) ?? rootOf(cause);
    if (inner === void 0 || inner === cause) break;
    cause = inner;
  }
  return {
    type: textOf(memberOf(cause, "type")) ?? "",
    reason: textOf(memberOf(cause, "reason")) ?? textOf(memberOf(body, "message")) ?? ""
  };
}
function shardFailureOf(cause) {
  const shards = memberOf(cause, "failed_shards");
  return Array.isArray(shards) ? memberOf(shards[0], "reason") : void 0;
}
function rootOf(cause) {
  const roots = memberOf(cause, "root_cause");
  return Array.isArray(roots) ? roots[0] : void 0;
}

// server/stores/elasticsearch/engine/flightGate.ts
var FlightGate = class {
  #waiting = /* @__PURE__ */ new Set();
  #freePlaces;
  constructor(places) {
    this.#freePlaces = places;
  }
  /** Rejects with the signal's reason when it fires while waiting. */
  async pass(signal, work) {
    await this.#enter(signal);
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }
  #enter(signal) {
    signal.throwIfAborted();
    if (this.#freePlaces > 0) {
      this.#freePlaces -= 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const enter = () => {
        signal.removeEventListener("abort", giveUp);
        resolve();
      };
      const giveUp = () => {
        this.#waiting.delete(enter);
        reject(signal.reason);
      };
      this.#waiting.add(enter);
      signal.addEventListener("abort", giveUp, { once: true });
    });
  }
  #leave() {
    const [next] = this.#waiting;
    if (next === void 0) {
      this.#freePlaces += 1;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
};

// server/stores/elasticsearch/engine/engineClient.ts
var MAX_ANSWER_BYTES = 32 * 1024 * 1024;
var MAX_IN_FLIGHT = 16;
var EngineClient = class {
  hasCredentials;
  #nodes;
  #gate;
  #maxAnswerBytes;
  #meter;
  constructor(options) {
    this.hasCredentials = options.credentials !== void 0;
    this.#nodes = new EngineNodes(options);
    this.#gate = new FlightGate(options.maxInFlight ?? MAX_IN_FLIGHT);
    this.#maxAnswerBytes = options.maxAnswerBytes ?? MAX_ANSWER_BYTES;
    this.#meter = options.meter;
  }
  /**
   * Resolves with whatever status the engine answers. Rejects with the signal's reason, or with
   * `StoreUnavailable` when nothing usable came back in time; nothing is asked twice.
   */
  async ask(ask, signal) {
    const startedMs = performance.now();
    let outcome = "failed";
    try {
      const reply = await withDeadline(
        signal,
        ask.deadlineMs,
        (own) => this.#gate.pass(own, () => this.#exchange(ask, own))
      );
      outcome = "answered";
      return reply;
    } catch (error) {
      if (signal.aborted) outcome = "abandoned";
      throw error instanceof DeadlinePassed ? didNotAnswer(ask.deadlineMs, error) : error;
    } finally {
      const durationSeconds = (performance.now() - startedMs) / 1e3;
      this.#meter?.observeCall({ kind: ask.kind, outcome, durationSeconds });
    }
  }
  async #exchange(ask, signal) {
    const { statusCode, headers, body } = await this.#nodes.send(ask, signal).catch((error) => {
      signal.throwIfAborted();
      throw brokeOff(error);
    });
    const encoding = singleHeader(headers["content-encoding"]);
    const read = await readBoundedBody(body, encoding, this.#maxAnswerBytes).catch((error) => {
      signal.throwIfAborted();
      throw brokeOff(error);
    });
    if (read.kind === "too-large") throw new AnswerTooLarge(answeredTooMuch(this.#maxAnswerBytes));
    const parsed = parseLosslessJson(read.text);
    if (parsed.ok) return { status: statusCode, body: parsed.value };
    if (statusCode >= 400) return { status: statusCode, body: void 0 };
    throw answeredNonsense(statusCode, singleHeader(headers["content-type"]));
  }
  close() {
    return this.#nodes.close();
  }
};
var singleHeader = (value) => Array.isArray(value) ? value[0] : value;

// server/stores/elasticsearch/engine/coverage.ts
var Coverage = class {
  #isComplete = true;
  #isTimedOut = false;
  #shards;
  #notes = /* @__PURE__ */ new Set();
  note(sentence) {
    this.#notes.add(sentence);
  }
  /** Something that matches may be missing, for the reason in this sentence. */
  missing(sentence) {
    this.#isComplete = false;
    this.#notes.add(sentence);
  }
  /** Takes in one answer; true when something is missing from it. */
  add(answer) {
    const before = this.#isComplete;
    this.#isComplete = true;
    this.#addShards(memberOf(answer, "_shards"));
    this.#addClusters(memberOf(answer, "_clusters"));
    if (memberOf(answer, "timed_out") === true) {
      this.#isTimedOut = true;
      this.missing("The engine ran out of time; what it had found until then is shown.");
    }
    const isPartial = !this.#isComplete;
    this.#isComplete &&= before;
    return isPartial;
  }
  /** Takes in what the answers of another call covered. */
  absorb({ isComplete, isTimedOut, shards, notes }) {
    this.#isComplete &&= isComplete;
    this.#isTimedOut ||= isTimedOut;
    for (const sentence of notes) this.#notes.add(sentence);
    if (shards === void 0) return;
    if (this.#shards === void 0 || isWorse(shards, this.#shards)) this.#shards = shards;
  }
  completeness(own = {}) {
    return {
      ...own,
      isComplete: this.#isComplete && own.isComplete !== false,
      isTimedOut: this.#isTimedOut || own.isTimedOut === true,
      notes: [.../* @__PURE__ */ new Set([...this.#notes, ...own.notes ?? []])],
      ...this.#shards !== void 0 && { shards: this.#shards }
    };
  }
  #addShards(value) {
    const count = (name) => numberOf(memberOf(value, name)) ?? 0;
    const shards = {
      total: count("total"),
      successful: count("successful"),
      skipped: count("skipped"),
      failed: count("failed")
    };
    const failed = Math.max(shards.failed, shards.total - shards.successful);
    if (this.#shards === void 0 || isWorse({ ...shards, failed }, this.#shards)) {
      this.#shards = { ...shards, failed };
    }
    if (failed > 0) this.missing(shardSentence(failed, shards.total, memberOf(value, "failures")));
  }
  #addClusters(value) {
    const skipped = numberOf(memberOf(value, "skipped")) ?? 0;
    if (skipped === 0) return;
    const total = numberOf(memberOf(value, "total")) ?? skipped;
    this.missing(`${skipped} of ${total} clusters did not answer; their spans are missing.`);
  }
};
var isWorse = (shards, than) => shards.failed > than.failed || shards.failed === than.failed && shards.total > than.total;
function shardSentence(failed, total, failures) {
  const [first2] = listOf(failures);
  const { type, reason } = deepestCause(first2);
  const index = textOf(memberOf(first2, "index"));
  const where = index === void 0 ? "" : `, among them of ${index}`;
  const why = type === "" ? "" : `: ${type}${reason === "" ? "" : `, ${reason}`}`;
  return `${failed} of ${total} shards failed${where}${why}.`.replace(/\.\.$/, ".");
}

// server/stores/elasticsearch/engine/multiSearch.ts
var MULTI_SEARCH = {
  method: "POST",
  path: "/_msearch",
  contentType: "application/x-ndjson"
};
function writeMultiSearch(searches, timeoutMs) {
  const timeout = `${timeoutMs}ms`;
  let lines = "";
  for (const { indices, body, isCachable = false } of searches) {
    const head = {
      index: indices.split(","),
      ignore_unavailable: true,
      allow_no_indices: true,
      ...isCachable && { request_cache: true }
    };
    lines += `${writeJson(head)}
${writeJson({ track_total_hits: false, ...body, timeout })}
`;
  }
  return lines;
}
var TIMEOUT_STEPS_MS = [250, 500, 1e3, 2e3, 4e3, 8e3, 15e3, 3e4];
function engineTimeoutMs(budgetMs) {
  const fitting = TIMEOUT_STEPS_MS.filter((stepMs) => stepMs <= budgetMs * 0.85);
  return fitting.at(-1) ?? Math.max(1, Math.floor(budgetMs / 2));
}
function readMultiSearch(reply, count, coverage, hasCredentials) {
  if (reply.status >= 400) throw refusalOf(reply, hasCredentials);
  const responses = listOf(memberOf(reply.body, "responses"));
  if (responses.length !== count) {
    throw new StoreUnavailable(
      `The engine answers ${responses.length} of ${count} searches: is it an Elasticsearch or OpenSearch?`
    );
  }
  return responses.map((body) => {
    if (memberOf(body, "error") !== void 0) {
      throw refusalOf({ status: numberOf(memberOf(body, "status")) ?? 500, body }, hasCredentials);
    }
    return answerOf(body, coverage);
  });
}
function answerOf(body, coverage) {
  const found = memberOf(body, "hits");
  const total = memberOf(found, "total");
  const value = numberOf(memberOf(total, "value"));
  const relation = memberOf(total, "relation") === "gte" ? "gte" : "eq";
  return {
    hits: listOf(memberOf(found, "hits")).map(hitOf),
    ...value !== void 0 && { totalHits: { value, relation } },
    aggregations: objectOf(memberOf(body, "aggregations")) ?? {},
    isPartial: coverage.add(body)
  };
}
function hitOf(hit) {
  const source = objectOf(memberOf(hit, "_source"));
  return {
    ...source !== void 0 && { source },
    fields: fieldsOf(memberOf(hit, "fields")),
    sort: listOf(memberOf(hit, "sort"))
  };
}
function fieldsOf(value) {
  const fields = /* @__PURE__ */ Object.create(null);
  for (const [name, values] of Object.entries(objectOf(value) ?? {})) fields[name] = listOf(values);
  return fields;
}

// server/stores/elasticsearch/engine/portCall.ts
var CALL_BOUNDS = { callMs: 25e3, searchMs: 1e4 };
var MAX_AT_ONCE = 4;
var PortCall = class {
  signal;
  #client;
  #bounds;
  #endsMs;
  #gate = new FlightGate(MAX_AT_ONCE);
  #coverage = new Coverage();
  #watch;
  constructor(client, signal, bounds2 = CALL_BOUNDS, watch) {
    this.signal = signal;
    this.#client = client;
    this.#bounds = bounds2;
    this.#watch = watch;
    this.#endsMs = performance.now() + bounds2.callMs;
  }
  async search(search) {
    const [answer] = await this.searchAll([search]);
    if (answer === void 0) throw new StoreUnavailable("The engine answers nothing.");
    return answer;
  }
  searchAll(searches) {
    if (searches.length === 0) return Promise.resolve([]);
    return this.#gate.pass(this.signal, async () => {
      const deadlineMs = Math.min(this.remainingMs(), this.#bounds.searchMs);
      if (deadlineMs === 0) throw new StoreUnavailable(OUT_OF_TIME);
      try {
        const answers = await this.#ask(searches, deadlineMs);
        this.#watch?.answered(answers.some(({ isPartial }) => isPartial));
        return answers;
      } catch (error) {
        if (!this.signal.aborted) this.#watch?.failed(error);
        throw error;
      }
    });
  }
  async #ask(searches, deadlineMs) {
    const body = writeMultiSearch(searches, engineTimeoutMs(deadlineMs));
    const ask = { ...MULTI_SEARCH, kind: "search", body, deadlineMs };
    const reply = await this.#client.ask(ask, this.signal);
    return readMultiSearch(reply, searches.length, this.#coverage, this.#client.hasCredentials);
  }
  remainingMs() {
    return Math.max(0, this.#endsMs - performance.now());
  }
  note(sentence) {
    this.#coverage.note(sentence);
  }
  /** As `note`, where something that matches may be missing from every answer of this call. */
  missing(sentence) {
    this.#coverage.missing(sentence);
  }
  absorb(completeness) {
    this.#coverage.absorb(completeness);
  }
  completeness(own) {
    return this.#coverage.completeness(own);
  }
};
var OUT_OF_TIME = "The engine needed too long for all that was to be asked: a shorter time range may do.";

// server/stores/elasticsearch/testing/askEngineOf.ts
var FIELDS = {
  traceId: "traceID",
  spanId: "spanID",
  parentSpanId: "parentSpanID",
  service: "process.serviceName",
  operation: "operationName",
  startTime: "startTime",
  startTimeMillis: "startTimeMillis",
  duration: "duration",
  lists: [
    { place: "span", nestedPath: "tags", keyField: "tags.key", valueField: "tags.value" },
    {
      place: "resource",
      nestedPath: "process.tags",
      keyField: "process.tags.key",
      valueField: "process.tags.value"
    },
    {
      place: "event",
      nestedPath: "logs.fields",
      keyField: "logs.fields.key",
      valueField: "logs.fields.value"
    }
  ],
  objects: [
    { place: "span", prefix: "tag.", otherTypes: /* @__PURE__ */ new Map() },
    { place: "resource", prefix: "process.tag.", otherTypes: /* @__PURE__ */ new Map() }
  ]
};
var LIMITS = {
  maxTermsCount: 65536,
  maxRegexLength: 1e3,
  maxResultWindow: 1e4,
  maxBuckets: 65536,
  maxClauseCount: 1024,
  ignoreAbove: 256,
  allowsExpensive: true
};
function spanIndices(spans, more = {}) {
  const known = { engine: "unknown", spans, fields: FIELDS, dotReplacement: "@" };
  return { ...known, ...more, limits: { ...LIMITS, ...more.limits } };
}
function askEngineOf({ url: url2 }, indices) {
  const client = new EngineClient({ urls: [new URL(url2)] });
  return { indices, call: new PortCall(client, new AbortController().signal) };
}

// server/stores/elasticsearch/testing/bulkSpans.ts
var MAX_REQUEST_CHARACTERS = 8e6;
async function bulkSpans(engine, index, documents) {
  let body = "";
  for (const document of documents) {
    body += `{"index":{}}
${document}
`;
    if (body.length > MAX_REQUEST_CHARACTERS) {
      await post(engine, index, body);
      body = "";
    }
  }
  if (body !== "") await post(engine, index, body);
  return documents.length;
}
async function post({ url: url2 }, index, body) {
  const answer = await fetch(`${url2}/${encodeURIComponent(index)}/_bulk?refresh=true`, {
    method: "POST",
    headers: { "content-type": "application/x-ndjson" },
    body
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${index} did not take the spans: ${answer.status} ${text}`);
  const { errors, items } = Object(JSON.parse(text));
  if (errors !== true) return;
  const refused = items.filter((item) => "error" in Object(item).index);
  const [first2] = refused;
  throw new Error(
    `${refused.length} of ${items.length} documents were refused: ${JSON.stringify(first2?.index.error)}`
  );
}

// shared/span/attributes.ts
function attributeText(value) {
  if (typeof value === "string") return value;
  if (value === void 0) return "";
  if (value instanceof Uint8Array) return toHex(value);
  if (typeof value === "object") return structuredText(value);
  return String(value);
}
function attributeNumber(value) {
  if (typeof value === "number") return Number.isFinite(value) ? value : void 0;
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "string" && PLAIN_DECIMAL.test(value)) return Number(value);
  return void 0;
}
function isTrue(value) {
  return value === true || typeof value === "string" && value.toLowerCase() === "true";
}
function textOf2(attributes, key) {
  const text = attributeText(attributes.get(key));
  return text === "" ? void 0 : text;
}
var PLAIN_DECIMAL = /^-?\d+(\.\d+)?$/;
function toHex(bytes) {
  let hex = "";
  for (const byte of bytes) hex += byte.toString(16).padStart(2, "0");
  return hex;
}
function structuredText(value) {
  if (value instanceof Map) {
    const members = [];
    for (const [key, member] of value) members.push(`${JSON.stringify(key)}:${jsonText(member)}`);
    return `{${members.join(",")}}`;
  }
  const items = [];
  for (const item of value) items.push(jsonText(item));
  return `[${items.join(",")}]`;
}
function jsonText(value) {
  if (typeof value === "string" || value instanceof Uint8Array) {
    return JSON.stringify(attributeText(value));
  }
  if (value === void 0) return "null";
  return attributeText(value);
}

// server/stores/elasticsearch/documents/spanContent.ts
function spanContent(span) {
  const { resource, scope } = span;
  return JSON.stringify([
    span.traceId,
    span.spanId,
    span.parentSpanId,
    span.operation,
    span.kind,
    span.startUs,
    span.durationUs,
    span.status,
    span.statusMessage,
    span.traceState,
    entriesOf(span.attributes),
    resource.service,
    entriesOf(resource.attributes),
    scope.name,
    scope.version,
    span.events.map((event) => [event.name, event.timeUs, entriesOf(event.attributes)]),
    span.links.map(({ traceId, spanId }) => [traceId, spanId])
  ]);
}
var FORMAT_KEY = "internal.span.format";
var entriesOf = (attributes) => Array.from(attributes, ([key, value]) => [key, attributeText(value)]).filter(([key]) => key !== FORMAT_KEY).sort(([a], [b]) => a < b ? -1 : 1);

// server/stores/elasticsearch/documents/spanOrder.ts
function inSpanOrder(spans) {
  const sorted2 = isSorted(spans) ? spans : spans.toSorted(compareSpans);
  if (!hasEqualNeighbours(sorted2)) return sorted2;
  const ordered = [];
  for (let from = 0; from < sorted2.length; ) {
    let to = from + 1;
    while (to < sorted2.length && areEqual(sorted2, from, to)) to++;
    if (to - from === 1) push(ordered, sorted2[from]);
    else for (const span of byContent(sorted2.slice(from, to))) ordered.push(span);
    from = to;
  }
  return ordered;
}
function compareSpans(a, b) {
  if (a.startUs !== b.startUs) return a.startUs - b.startUs;
  if (a.spanId === b.spanId) return 0;
  return a.spanId < b.spanId ? -1 : 1;
}
function isSorted(spans) {
  return spans.every((span, at) => at === 0 || compareSpans(spans[at - 1] ?? span, span) <= 0);
}
function hasEqualNeighbours(sorted2) {
  return sorted2.some((_, at) => at > 0 && areEqual(sorted2, at - 1, at));
}
function areEqual(spans, a, b) {
  const one = spans[a];
  const other = spans[b];
  return one?.startUs === other?.startUs && one?.spanId === other?.spanId;
}
function byContent(spans) {
  const distinct2 = /* @__PURE__ */ new Map();
  for (const span of spans) {
    const content = spanContent(span);
    if (!distinct2.has(content)) distinct2.set(content, span);
  }
  return [...distinct2].sort(([a], [b]) => a < b ? -1 : 1).map(([, span]) => span);
}
function push(spans, span) {
  if (span !== void 0) spans.push(span);
}

// shared/clip.ts
function clip(text, maxLength) {
  if (text.length <= maxLength) return text;
  const last = text.charCodeAt(maxLength - 1);
  const isSplit = last >= 55296 && last <= 56319;
  return text.slice(0, isSplit ? maxLength - 1 : maxLength);
}

// shared/formats/decoded.ts
var MAX_REPORTED_ERRORS = 10;
var MAX_REASON_LENGTH = 300;
var shortReason = (reason) => reason.length <= MAX_REASON_LENGTH ? reason : `${clip(reason, MAX_REASON_LENGTH)}\u2026`;

// shared/span/ids.ts
function normalizeTraceId(text) {
  return normalizeId(text, 32, FULL_TRACE_ID);
}
function normalizeSpanId(text) {
  return normalizeId(text, 16, FULL_SPAN_ID);
}
function spanIdToBigInt(spanId) {
  return BigInt(`0x${spanId}`);
}
var FULL_TRACE_ID = /^[0-9a-f]{32}$/;
var FULL_SPAN_ID = /^[0-9a-f]{16}$/;
var ANY_HEX = /^[0-9a-fA-F]+$/;
var ALL_ZERO = /^0+$/;
function normalizeId(text, digits, full) {
  if (text.length > digits || !ANY_HEX.test(text) || ALL_ZERO.test(text)) return void 0;
  return full.test(text) ? text : text.toLowerCase().padStart(digits, "0");
}
var HEX_DIGITS = "0123456789abcdef";
var UPPER_DIGIT = new Uint8Array(256);
var LOWER_DIGIT = new Uint8Array(256);
for (let byte = 0; byte < 256; byte++) {
  UPPER_DIGIT[byte] = HEX_DIGITS.charCodeAt(byte >> 4);
  LOWER_DIGIT[byte] = HEX_DIGITS.charCodeAt(byte & 15);
}

// shared/span/span.ts
var UNKNOWN_SERVICE = "unknown_service";
var NO_ATTRIBUTES = /* @__PURE__ */ new Map();
var NO_SCOPE = { name: "", version: "", attributes: NO_ATTRIBUTES };
function endUs(span) {
  return span.startUs + span.durationUs;
}

// shared/time/units.ts
var US_PER_MS = 1e3;
var US_PER_S = 1e6;
var US_PER_MINUTE = 60 * US_PER_S;
var US_PER_HOUR = 60 * US_PER_MINUTE;
var US_PER_DAY = 24 * US_PER_HOUR;
var UNIT_US = /* @__PURE__ */ new Map([
  ["us", 1],
  ["\xB5s", 1],
  ["\u03BCs", 1],
  ["ms", US_PER_MS],
  ["s", US_PER_S],
  ["m", US_PER_MINUTE],
  ["h", US_PER_HOUR]
]);
var PIECE = /(\d+)(?:\.(\d+))?(us|\u00b5s|\u03bcs|ms|s|m|h)/gy;
function parseDurationUs(text) {
  const isNegative = text.startsWith("-");
  const digits = isNegative ? text.slice(1) : text;
  let totalUs = 0;
  let readTo = 0;
  for (const [piece, whole = "", fraction = "", unit = ""] of digits.matchAll(PIECE)) {
    totalUs += scaleDecimal(whole, fraction, UNIT_US.get(unit) ?? 1);
    readTo += piece.length;
  }
  if (digits === "" || readTo !== digits.length) return void 0;
  return isNegative ? -totalUs : totalUs;
}
function scaleDecimal(whole, fraction, factor) {
  if (fraction === "") return Number(whole) * factor;
  const scaled = Number(whole + fraction) * factor;
  return Number.isSafeInteger(scaled) ? scaled / 10 ** fraction.length : Number(`${whole}.${fraction}`) * factor;
}

// shared/time/range.ts
var LATEST_US = 18460828799999e3;

// shared/formats/buildSpan.ts
var newSpanDraft = () => ({
  traceId: void 0,
  spanId: void 0,
  parentSpanId: void 0,
  operation: "",
  kind: "unspecified",
  startUs: 0,
  startNs: 0,
  endUs: 0,
  endNs: 0,
  status: "unset",
  statusMessage: "",
  attributes: NO_ATTRIBUTES,
  events: void 0,
  links: void 0,
  traceState: "",
  flags: 0,
  droppedAttributes: 0,
  droppedEvents: 0,
  droppedLinks: 0
});
function buildSpan(draft, ids, resource, scope) {
  const isUnended = draft.endUs === 0 && draft.endNs === 0 && draft.startUs > 0;
  const endNs = isUnended ? draft.startNs : draft.endNs;
  const span = {
    traceId: ids.traceId,
    spanId: ids.spanId,
    operation: draft.operation,
    kind: draft.kind,
    startUs: draft.startUs,
    durationUs: isUnended ? 0 : draft.endUs - draft.startUs,
    status: draft.status,
    attributes: draft.attributes,
    resource,
    scope,
    events: draft.events ?? NO_EVENTS,
    links: draft.links ?? NO_LINKS
  };
  if (draft.parentSpanId !== void 0) span.parentSpanId = draft.parentSpanId;
  if (draft.startNs !== 0) span.startNs = draft.startNs;
  if (endNs !== 0) span.endNs = endNs;
  if (draft.statusMessage !== "") span.statusMessage = draft.statusMessage;
  if (draft.traceState !== "") span.traceState = draft.traceState;
  if (draft.flags !== 0) span.flags = draft.flags;
  const dropped = droppedCounts(draft);
  if (dropped !== void 0) span.dropped = dropped;
  return span;
}
function buildResource(attributes, schemaUrl, droppedAttributes) {
  const name = attributes.get("service.name");
  const resource = {
    service: typeof name === "string" && name !== "" ? name : UNKNOWN_SERVICE,
    attributes
  };
  if (schemaUrl !== "") resource.schemaUrl = schemaUrl;
  if (droppedAttributes !== 0) resource.droppedAttributes = droppedAttributes;
  return resource;
}
var newScopeDraft = () => ({
  name: "",
  version: "",
  attributes: NO_ATTRIBUTES,
  schemaUrl: "",
  droppedAttributes: 0
});
function buildScope(draft) {
  const { name, version, attributes, schemaUrl, droppedAttributes } = draft;
  const scope = { name, version, attributes };
  if (schemaUrl !== "") scope.schemaUrl = schemaUrl;
  if (droppedAttributes !== 0) scope.droppedAttributes = droppedAttributes;
  const isEmpty = name === "" && version === "" && attributes.size === 0;
  return isEmpty && schemaUrl === "" && droppedAttributes === 0 ? NO_SCOPE : scope;
}
var newEventDraft = () => ({
  name: "",
  timeUs: 0,
  timeNs: 0,
  attributes: NO_ATTRIBUTES,
  droppedAttributes: 0
});
function buildEvent(draft) {
  const { name, timeUs, attributes } = draft;
  const event = { name, timeUs, attributes };
  if (draft.timeNs !== 0) event.timeNs = draft.timeNs;
  if (draft.droppedAttributes !== 0) event.droppedAttributes = draft.droppedAttributes;
  return event;
}
var NO_EVENTS = [];
var NO_LINKS = [];
function droppedCounts(draft) {
  const { droppedAttributes, droppedEvents, droppedLinks } = draft;
  if (droppedAttributes === 0 && droppedEvents === 0 && droppedLinks === 0) return void 0;
  const dropped = {};
  if (droppedAttributes !== 0) dropped.attributes = droppedAttributes;
  if (droppedEvents !== 0) dropped.events = droppedEvents;
  if (droppedLinks !== 0) dropped.links = droppedLinks;
  return dropped;
}

// shared/formats/nanoTime.ts
var TWO_32 = 2 ** 32;
var MAX_UINT64 = (1n << 64n) - 1n;

// shared/formats/jsonFields.ts
var WrongShape = class extends Error {
  name = "WrongShape";
};
function isJsonObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
function objectOf2(value, what) {
  if (value === void 0 || value === null) return NOTHING;
  if (isJsonObject(value)) return value;
  throw new WrongShape(`${what} is no object`);
}
function listOf2(value, what) {
  if (value === void 0 || value === null) return EMPTY;
  if (Array.isArray(value)) return value;
  throw new WrongShape(`${what} is no list`);
}
function textOfJson(value, what) {
  if (value === void 0 || value === null) return "";
  if (typeof value === "string") return value;
  throw new WrongShape(`${what} is no text`);
}
function uint32OfJson(value, what) {
  if (value === void 0 || value === null || value === "") return 0;
  const number = typeof value === "string" && DECIMAL.test(value) ? Number(value) : value;
  if (typeof number === "number" && Number.isInteger(number) && number >= 0 && number < 2 ** 32) {
    return number;
  }
  throw new WrongShape(`${what} is no count of 32 bits`);
}
var NOTHING = {};
var EMPTY = [];
var DECIMAL = /^-?\d{1,40}$/;

// shared/formats/internedText.ts
var MAX_CACHED_BYTES = 60;
var WORDS_A_SLOT = 16;
var InternedText = class {
  decode;
  slotMask;
  texts;
  lengths;
  words;
  /** @param slots  a power of two: how many texts are kept at most */
  constructor(decode, slots) {
    this.decode = decode;
    this.slotMask = slots - 1;
    this.texts = new Array(slots).fill("");
    this.lengths = new Uint8Array(slots);
    this.words = new Int32Array(slots * WORDS_A_SLOT);
  }
  /** The text of `bytes[start, end)`, which `view` shows too. */
  read(bytes, view, start, end) {
    const length = end - start;
    if (length > MAX_CACHED_BYTES) return this.decode(bytes, start, end);
    if (length === 0) return "";
    const last = length < 4 ? shortWord(bytes, start, end) : view.getInt32(end - 4, true);
    const wholeEnd = end - (length & 3);
    let hash = Math.imul(last ^ length, 2654435761);
    for (let at = start; at < wholeEnd; at += 4) {
      hash = Math.imul(hash ^ hash >>> 15 ^ view.getInt32(at, true), 2246822507);
    }
    const slot = (hash ^ hash >>> 15) & this.slotMask;
    if (this.lengths[slot] === length && this.holds(slot, view, start, wholeEnd, last)) {
      return this.texts[slot] ?? "";
    }
    this.lengths[slot] = length;
    this.keepWords(slot, view, start, wholeEnd, last);
    const text = this.decode(bytes, start, end);
    this.texts[slot] = text;
    return text;
  }
  holds(slot, view, start, wholeEnd, last) {
    let word = slot * WORDS_A_SLOT;
    for (let at = start; at < wholeEnd; at += 4) {
      if (this.words[word++] !== view.getInt32(at, true)) return false;
    }
    return this.words[word] === last;
  }
  keepWords(slot, view, start, wholeEnd, last) {
    let word = slot * WORDS_A_SLOT;
    for (let at = start; at < wholeEnd; at += 4) this.words[word++] = view.getInt32(at, true);
    this.words[word] = last;
  }
};
var decoder = new TextDecoder("utf-8", { ignoreBOM: true });
var SHORT_TEXT_BYTES = 24;
function utf8Text(bytes, start, end) {
  if (end - start > SHORT_TEXT_BYTES || !isAscii(bytes, start, end)) {
    return decoder.decode(bytes.subarray(start, end));
  }
  const code = (at2) => bytes[at2] ?? 0;
  let text = "";
  let at = start;
  for (; at + 4 <= end; at += 4) {
    text += String.fromCharCode(code(at), code(at + 1), code(at + 2), code(at + 3));
  }
  for (; at < end; at++) text += String.fromCharCode(code(at));
  return text;
}
function isAscii(bytes, start, end) {
  let all = 0;
  for (let at = start; at < end; at++) all |= bytes[at] ?? 0;
  return all < 128;
}
function shortWord(bytes, start, end) {
  let word = 0;
  for (let at = start; at < end; at++) word = word << 8 | (bytes[at] ?? 0);
  return word;
}

// shared/formats/protobufReader.ts
var WIRE_VARINT = 0;
var WIRE_FIXED64 = 1;
var WIRE_BYTES = 2;
var texts = new InternedText(utf8Text, 32768);
var SMALL_INTEGERS = Array.from({ length: 1024 }, (_, value) => BigInt(value));

// shared/formats/otlpProtobufAttributes.ts
var MAX_VALUE_DEPTH = 64;
var KEY = 1 << 3 | WIRE_BYTES;
var VALUE = 2 << 3 | WIRE_BYTES;
var STRING = 1 << 3 | WIRE_BYTES;
var BOOL = 2 << 3 | WIRE_VARINT;
var INT = 3 << 3 | WIRE_VARINT;
var DOUBLE = 4 << 3 | WIRE_FIXED64;
var ARRAY = 5 << 3 | WIRE_BYTES;
var KVLIST = 6 << 3 | WIRE_BYTES;
var BYTES = 7 << 3 | WIRE_BYTES;
var LIST_ITEM = 1 << 3 | WIRE_BYTES;

// shared/formats/jaegerTags.ts
function readTags(json, what, bytesOf2, take) {
  for (const item of listOf2(json, what)) {
    const tag = objectOf2(item, `one of ${what}`);
    take(textOfJson(tag.key, "a key"), tagValue(tag, bytesOf2));
  }
}
function attributesOfTags(json, what, bytesOf2) {
  const attributes = /* @__PURE__ */ new Map();
  readTags(json, what, bytesOf2, (key, value) => attributes.set(key, value));
  return attributes;
}
function untypedValue(json) {
  return plainValue(json, 0);
}
function tagValue(tag, bytesOf2) {
  const value = tag.value;
  if (value === void 0 || value === null) return void 0;
  switch (typeof tag.type === "string" ? tag.type.toLowerCase() : void 0) {
    case "string":
      return typeof value === "object" ? plainValue(value, 0) : String(value);
    case "bool":
      return boolValue(value);
    case "int64":
      return int64Value(value);
    case "float64":
      return float64Value(value);
    case "binary":
      return typeof value === "string" && bytesOf2(value) || plainValue(value, 0);
    default:
      return plainValue(value, 0);
  }
}
function boolValue(value) {
  if (value === "true") return true;
  return value === "false" ? false : plainValue(value, 0);
}
function int64Value(value) {
  if (typeof value !== "string" || !INTEGER2.test(value)) return plainValue(value, 0);
  return plainValue(BigInt(value), 0);
}
function float64Value(value) {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "string") return plainValue(value, 0);
  const named = NAMED_DOUBLES.get(value.toLowerCase().replace(/^\+/, ""));
  if (named !== void 0) return named;
  const number = value.trim() === "" ? Number.NaN : Number(value);
  return Number.isNaN(number) ? value : number;
}
var INTEGER2 = /^-?\d{1,20}$/;
var NAMED_DOUBLES = /* @__PURE__ */ new Map([
  ["nan", Number.NaN],
  ["inf", Number.POSITIVE_INFINITY],
  ["infinity", Number.POSITIVE_INFINITY],
  ["-inf", Number.NEGATIVE_INFINITY],
  ["-infinity", Number.NEGATIVE_INFINITY]
]);
function plainValue(value, depth) {
  if (depth > MAX_VALUE_DEPTH) {
    throw new WrongShape(`a value nests more than ${MAX_VALUE_DEPTH} deep`);
  }
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof value === "bigint") {
    return BigInt.asIntN(64, value) === value ? value : value.toString();
  }
  if (Array.isArray(value)) return value.map((item) => plainValue(item, depth + 1));
  return isJsonObject(value) ? plainMap(value, depth) : void 0;
}
function plainMap(object, depth) {
  const members = /* @__PURE__ */ new Map();
  for (const [key, value] of Object.entries(object)) members.set(key, plainValue(value, depth + 1));
  return members;
}

// shared/formats/otlpEnums.ts
var KINDS = [
  "unspecified",
  "internal",
  "server",
  "client",
  "producer",
  "consumer"
];
function kindOfName(name) {
  const bare = name.toLowerCase().replace(/^span_kind_/, "");
  return KINDS.find((kind) => kind === bare);
}

// shared/formats/refusals.ts
var BAD_TRACE_ID = "its trace id is missing, all zero or not 16 bytes long";
var BAD_SPAN_ID = "its span id is missing, all zero or not 8 bytes long";
var BAD_LINK = "a link was dropped: its ids are missing, all zero or of the wrong length";

// shared/formats/jaegerSpan.ts
var ScopePool = class {
  scopes = /* @__PURE__ */ new Map();
  get(name, version) {
    if (name === "" && version === "") return NO_SCOPE;
    const key = JSON.stringify([name, version]);
    const known = this.scopes.get(key);
    if (known !== void 0) return known;
    const scope = buildScope({ ...newScopeDraft(), name, version });
    this.scopes.set(key, scope);
    return scope;
  }
};
var TOO_LATE = "startTime lies after 2554; it counts microseconds since 1970";
var WARNINGS_KEY = "@jaeger@warnings";
function spanOfJaeger(value, context, note) {
  const json = objectOf2(value, "it");
  const { sharedText } = context;
  const readTraceId = idOf(json.traceID ?? context.traceId, normalizeTraceId);
  if (readTraceId === void 0) throw new WrongShape(BAD_TRACE_ID);
  const traceId = sharedText(readTraceId);
  const spanId = idOf(json.spanID, normalizeSpanId);
  if (spanId === void 0) throw new WrongShape(BAD_SPAN_ID);
  const draft = newSpanDraft();
  draft.operation = sharedText(textOfJson(json.operationName, "operationName"));
  draft.startUs = microsOf(json.startTime, "startTime");
  if (draft.startUs < 0) throw new WrongShape("startTime is negative");
  if (draft.startUs > LATEST_US) throw new WrongShape(TOO_LATE);
  draft.endUs = draft.startUs + microsOf(json.duration, "duration");
  draft.flags = uint32OfJson(json.flags, "flags");
  const scope = readSpanTags(json, draft, context);
  const logs = listOf2(json.logs, "logs");
  if (logs.length > 0) draft.events = logs.map((log) => eventOfLog(log, context.bytesOf));
  readReferences(json, { traceId, spanId }, draft, note);
  return buildSpan(draft, { traceId, spanId }, context.resourceOf(json, note), scope);
}
var idOf = (json, normalize) => typeof json === "string" ? normalize(json) : void 0;
function microsOf(json, what) {
  const number = typeof json === "number" ? json : Number(json ?? 0);
  if (Number.isFinite(number)) return Math.trunc(number);
  throw new WrongShape(`${what} is no number of microseconds`);
}
function readSpanTags(json, draft, { readTags: readTags2, scopes }) {
  const attributes = /* @__PURE__ */ new Map();
  let scopeName = "";
  let scopeVersion = "";
  let hasErrorTag = false;
  readTags2(json, (key, value) => {
    if (key === "error" && value === true) hasErrorTag = true;
    else if (typeof value !== "string") attributes.set(key, value);
    else if (key === "otel.scope.name" || key === "otel.library.name") scopeName = value;
    else if (key === "otel.scope.version" || key === "otel.library.version") scopeVersion = value;
    else if (!takeStatusOrKind(key, value, draft)) attributes.set(key, value);
  });
  const warnings = listOf2(json.warnings, "warnings").map(String);
  if (warnings.length > 0) attributes.set(WARNINGS_KEY, warnings);
  if (attributes.size > 0) draft.attributes = attributes;
  if (hasErrorTag || attributes.get("error") === "true") draft.status = "error";
  return scopes.get(scopeName, scopeVersion);
}
function takeStatusOrKind(key, value, draft) {
  switch (key) {
    case "span.kind":
      draft.kind = kindOfName(value) ?? "unspecified";
      return draft.kind !== "unspecified";
    case "otel.status_code": {
      const code = value.toUpperCase();
      if (code !== "OK" && code !== "ERROR") return false;
      draft.status = code === "OK" ? "ok" : "error";
      return true;
    }
    case "otel.status_description":
      draft.statusMessage = value;
      return value !== "";
    case "w3c.tracestate":
      draft.traceState = value;
      return value !== "";
    default:
      return false;
  }
}
function eventOfLog(json, bytesOf2) {
  const log = objectOf2(json, "a log");
  const draft = newEventDraft();
  draft.timeUs = microsOf(log.timestamp, "timestamp");
  const attributes = attributesOfTags(log.fields, "fields", bytesOf2);
  const name = attributes.get("event");
  if (typeof name === "string") {
    draft.name = name;
    attributes.delete("event");
  }
  if (attributes.size > 0) draft.attributes = attributes;
  return buildEvent(draft);
}
function readReferences(json, self, draft, note) {
  const references = [];
  for (const item of listOf2(json.references, "references")) {
    const reference = referenceOf(objectOf2(item, "a reference"));
    if (reference === void 0) note(BAD_LINK);
    else references.push(reference);
  }
  const sameTrace = references.filter((reference) => reference.traceId === self.traceId);
  const childOf = sameTrace.find((reference) => reference.isChildOf);
  const followed = sameTrace.find((reference) => reference.spanId !== self.spanId);
  const parentId = idOf(json.parentSpanID, normalizeSpanId) ?? (childOf ?? followed)?.spanId;
  draft.parentSpanId = parentId;
  const repeated = sameTrace.find(
    (reference) => reference.isChildOf && reference.spanId === parentId
  );
  const links = references.filter((reference) => reference !== repeated).map(linkOf);
  if (links.length > 0) draft.links = links;
}
function referenceOf(json) {
  const traceId = idOf(json.traceID, normalizeTraceId);
  const spanId = idOf(json.spanID, normalizeSpanId);
  if (traceId === void 0 || spanId === void 0) return void 0;
  return { isChildOf: json.refType === "CHILD_OF", traceId, spanId };
}
var CHILD_OF_LINK = /* @__PURE__ */ new Map([["opentracing.ref_type", "child_of"]]);
var linkOf = ({ isChildOf, traceId, spanId }) => ({
  traceId,
  spanId,
  attributes: isChildOf ? CHILD_OF_LINK : NO_ATTRIBUTES
});

// server/stores/elasticsearch/documents/hexBytes.ts
var HEX = /^(?:[0-9a-fA-F]{2})*$/;
function hexBytes(text) {
  if (!HEX.test(text)) return void 0;
  const bytes = new Uint8Array(text.length / 2);
  for (let at = 0; at < bytes.length; at++) {
    bytes[at] = Number.parseInt(text.slice(2 * at, 2 * at + 2), 16);
  }
  return bytes;
}

// server/stores/elasticsearch/documents/documentTags.ts
function readDocumentTags(list, elevated, keyOf, take) {
  if (Array.isArray(elevated)) {
    for (const object of elevated) readMembers(objectOf2(object, "tag"), keyOf, take);
  } else if (elevated !== void 0 && elevated !== null) {
    readMembers(objectOf2(elevated, "tag"), keyOf, take);
  }
  if (!isJsonObject(list)) readTags(list, "tags", hexBytes, take);
  else if (typeof list.key === "string") readTags([list], "tags", hexBytes, take);
  else readMembers(list, unchanged, take);
}
var unchanged = (name) => name;
function readMembers(object, keyOf, take) {
  const open = [{ prefix: "", object }];
  for (let members = open.pop(); members !== void 0; members = open.pop()) {
    for (const name of Object.keys(members.object)) {
      const value = members.object[name];
      const key = members.prefix + keyOf(name);
      if (isJsonObject(value)) open.push({ prefix: `${key}.`, object: value });
      else take(key, untypedValue(value));
    }
  }
}

// server/stores/elasticsearch/documents/elevatedKeys.ts
var MOST_REMEMBERED = 1e4;
var ElevatedKeys = class {
  #dotReplacement;
  #known = /* @__PURE__ */ new Map();
  constructor(dotReplacement) {
    this.#dotReplacement = dotReplacement;
  }
  /**
   * The key that `name` stands for. One that had the replacement in it from the start comes back
   * altered, as in Jaeger; only Jaeger's own such key is known.
   */
  keyOf(name) {
    const known = this.#known.get(name);
    if (known !== void 0) return known;
    if (this.#known.size >= MOST_REMEMBERED) this.#known = /* @__PURE__ */ new Map();
    const key = this.#restored(name);
    this.#known.set(name, key);
    return key;
  }
  #restored(name) {
    if (this.#dotReplacement === "" || name === WARNINGS_KEY) return name;
    return name.replaceAll(this.#dotReplacement, ".");
  }
};

// shared/formats/base64.ts
var ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
var PADDING = "=".charCodeAt(0);
var NO_SEXTET = 255;
var LETTERS = Uint8Array.from(ALPHABET, (letter) => letter.charCodeAt(0));
var SEXTETS = new Uint8Array(128).fill(NO_SEXTET);
for (let sextet = 0; sextet < 64; sextet++) SEXTETS[LETTERS[sextet] ?? 0] = sextet;
SEXTETS["-".charCodeAt(0)] = 62;
SEXTETS["_".charCodeAt(0)] = 63;
var decoder2 = new TextDecoder();

// shared/formats/jaegerProcess.ts
var NO_SERVICE_NAME = "OTLPResourceNoServiceName";
var SERVICE_STAND_INS = /* @__PURE__ */ new Set([
  "",
  NO_SERVICE_NAME,
  "missing-service-name",
  "empty-service-name"
]);
function resourceOfTags(serviceName, tags) {
  if (SERVICE_STAND_INS.has(serviceName)) return buildResource(tags, "", 0);
  const attributes = /* @__PURE__ */ new Map([["service.name", serviceName]]);
  for (const [key, value] of tags) if (key !== "service.name") attributes.set(key, value);
  return buildResource(attributes, "", 0);
}

// server/stores/elasticsearch/documents/processPool.ts
var MOST_NODES = 1e5;
var LONGEST_REMEMBERED = 512;
var ProcessPool = class {
  #readTags;
  #root = newNode();
  #nodeCount = 0;
  constructor(readTags2) {
    this.#readTags = readTags2;
  }
  /** Throws `WrongShape`. */
  resourceOf(json) {
    const process2 = objectOf2(json, "a process");
    const node = this.#nodeOf(process2);
    if (node === void 0) return this.#read(process2);
    node.resource ??= this.#read(process2);
    return node.resource;
  }
  #read(process2) {
    const tags = /* @__PURE__ */ new Map();
    this.#readTags(process2, (key, value) => tags.set(key, value));
    return resourceOfTags(textOfJson(process2.serviceName, "serviceName"), tags);
  }
  /** `undefined` for a process that is not remembered: of an odd shape, or with long texts. */
  #nodeOf(process2) {
    let node = this.#step(this.#root, process2.serviceName);
    const { tags, tag } = process2;
    if (Array.isArray(tags)) {
      for (let i = 0; i < tags.length && node !== void 0; i++) {
        const item = tags[i];
        if (!isJsonObject(item)) return void 0;
        node = this.#step(this.#step(this.#step(node, item.key), item.type), item.value);
      }
    } else if (tags !== void 0 && tags !== null) {
      return void 0;
    }
    if (tag === void 0 || tag === null) return node;
    if (!isJsonObject(tag)) return void 0;
    node = this.#step(node, ELEVATED);
    for (const name of Object.keys(tag)) node = this.#step(this.#step(node, name), tag[name]);
    return node;
  }
  #step(node, value) {
    if (node === void 0) return void 0;
    const known = node.next.get(value);
    if (known !== void 0) return known;
    if (typeof value === "object" && value !== null) return void 0;
    if (typeof value === "string" && value.length > LONGEST_REMEMBERED) return void 0;
    if (this.#nodeCount >= MOST_NODES) {
      this.#root = newNode();
      this.#nodeCount = 0;
    }
    this.#nodeCount++;
    const made = newNode();
    node.next.set(value, made);
    return made;
  }
};
var ELEVATED = /* @__PURE__ */ Symbol("elevated tags");
var newNode = () => ({ next: /* @__PURE__ */ new Map(), resource: void 0 });

// server/stores/elasticsearch/documents/textPool.ts
var LONGEST_SHARED = 128;
var TextPool = class {
  #most;
  #texts = /* @__PURE__ */ new Map();
  /** @param most  how many texts are remembered, then all are forgotten */
  constructor(most) {
    this.#most = most;
  }
  shared(text) {
    if (text.length > LONGEST_SHARED) return text;
    const known = this.#texts.get(text);
    if (known !== void 0) return known;
    if (this.#texts.size >= this.#most) this.#texts = /* @__PURE__ */ new Map();
    this.#texts.set(text, text);
    return text;
  }
};

// server/stores/elasticsearch/documents/spanDocuments.ts
var MOST_TEXTS = 2e4;
var SpanDocuments = class {
  /** Documents so far, those that are no span among them. */
  readCount = 0;
  /** Documents that are no span. */
  rejected = 0;
  /** The first few reasons; also for what was dropped inside a span. */
  reasons = [];
  #context;
  /** @param dotReplacement  what stands for `.` in the names of elevated tags */
  constructor(dotReplacement) {
    const keys = new ElevatedKeys(dotReplacement);
    const keyOf = (name) => keys.keyOf(name);
    const texts2 = new TextPool(MOST_TEXTS);
    const sharedValue = (value) => typeof value === "string" ? texts2.shared(value) : value;
    const processes = new ProcessPool(
      (process2, take) => readDocumentTags(
        process2.tags,
        process2.tag,
        keyOf,
        (key, value) => take(texts2.shared(key), sharedValue(value))
      )
    );
    this.#context = {
      traceId: void 0,
      resourceOf: ({ process: process2 }) => processes.resourceOf(process2),
      readTags: ({ tags, tag }, take) => readDocumentTags(
        tags,
        tag,
        keyOf,
        (key, value) => take(texts2.shared(key), sharedValue(value))
      ),
      bytesOf: hexBytes,
      sharedText: (text) => texts2.shared(text),
      scopes: new ScopePool()
    };
  }
  /** The span of a document's source; `undefined` when it is none, which is counted. */
  read(source) {
    this.readCount++;
    try {
      return spanOfJaeger(source, this.#context, this.#note);
    } catch (cause) {
      if (!(cause instanceof WrongShape)) throw cause;
      this.rejected++;
      this.#note(cause.message);
      return void 0;
    }
  }
  #note = (reason) => {
    if (this.reasons.length < MAX_REPORTED_ERRORS) this.reasons.push(shortReason(reason));
  };
};

// server/stores/elasticsearch/compile/timeRange.ts
function startedIn(fields, fromUs, toUs) {
  const exact = bounds(fromUs, toUs);
  if (Object.keys(exact).length === 0) return [];
  const filters = [{ range: { [fields.startTime]: exact } }];
  if (fields.startTimeMillis !== void 0) {
    const millis = {
      ...fromUs !== void 0 && { gte: Math.floor(fromUs / 1e3) },
      ...toUs !== void 0 && { lte: Math.floor(toUs / 1e3) }
    };
    filters.push({ range: { [fields.startTimeMillis]: { ...millis, format: "epoch_millis" } } });
  }
  return filters;
}
function bounds(fromUs, toUs) {
  return {
    ...fromUs !== void 0 && { gte: fromUs },
    ...toUs !== void 0 && { lt: toUs }
  };
}

// server/stores/elasticsearch/traces/spanArea.ts
var TRACE_REACH_US = 864e8;
function areaAround({ spans, fields }, fromUs, toUs) {
  const filters = startedIn(fields, fromUs - TRACE_REACH_US, toUs + TRACE_REACH_US);
  return { indices: spans, filters };
}
function areaOutside({ indices, filters }) {
  return { indices, filters: [{ bool: { must_not: [{ bool: { filter: filters } }] } }] };
}

// server/stores/elasticsearch/traces/traceIds.ts
var TRACE_ID_DIGITS = 32;
var SHORT_ID_DIGITS = 16;
function storedTraceIds(traceId) {
  const forms = /* @__PURE__ */ new Set([traceId]);
  const isShort = traceId.startsWith("0".repeat(TRACE_ID_DIGITS - SHORT_ID_DIGITS));
  if (isShort) forms.add(traceId.slice(-SHORT_ID_DIGITS));
  forms.add(traceId.replace(/^0+(?=.)/, ""));
  return [...forms];
}
function canonicalTraceId(stored) {
  return stored.toLowerCase().padStart(TRACE_ID_DIGITS, "0");
}
function ofTraces(field, traceIds) {
  const stored = [];
  for (const traceId of traceIds) stored.push(...storedTraceIds(traceId));
  return { terms: { [field]: stored } };
}

// server/stores/elasticsearch/traces/turns.ts
import { setImmediate as nextTurn } from "node:timers/promises";
var TURN_MS = 4;
var Turns = class {
  #endsMs = performance.now() + TURN_MS;
  /** `undefined` while there is time left; else to be waited for. */
  over() {
    return performance.now() < this.#endsMs ? void 0 : this.#next();
  }
  async #next() {
    await nextTurn();
    this.#endsMs = performance.now() + TURN_MS;
  }
};

// server/stores/elasticsearch/traces/spanSearch.ts
var MOST_HITS = 1e4;
var mostHits = ({ indices }) => Math.min(MOST_HITS, indices.limits.maxResultWindow);
async function searchAllSpans(area, filters, ask) {
  const size = mostHits(ask);
  const answer = await searchSpans(area, filters, ask, { size, sort: ["_doc"] });
  return answer !== void 0 && answer.hits.length < size ? answer : void 0;
}
async function searchSpans({ indices, filters: ofArea }, filters, { call }, body) {
  try {
    const query = { bool: { filter: [...filters, ...ofArea] } };
    return await call.search({ indices, body: { query, ...body } });
  } catch (error) {
    if (error instanceof AnswerTooLarge) return void 0;
    throw error;
  }
}
async function spansOfHits(hits, documents) {
  const spans = [];
  const turns = new Turns();
  for (const { source } of hits) {
    const span = documents.read(source);
    if (span !== void 0) spans.push(span);
    if (spans.length % 64 === 0) await turns.over();
  }
  return spans;
}
function noteRejected({ rejected, reasons }, { call }) {
  if (rejected === 0) return;
  const what = rejected === 1 ? "A document is no span and was" : `${rejected} documents are no spans and were`;
  call.note(`${what} left out: ${reasons[0] ?? "no reason is known"}.`);
}

// server/stores/elasticsearch/traces/tracePlan.ts
var FIRST_HITS = 1e3;
var PERCENTS = Array.from({ length: 199 }, (_, i) => (i + 1) / 2);
async function planTrace(area, filters, ask) {
  const field = ask.indices.fields.startTime;
  const rest = {
    track_total_hits: true,
    aggs: { starts: { percentiles: { field, percents: PERCENTS, keyed: false } } }
  };
  const size = Math.min(FIRST_HITS, mostHits(ask));
  const answer = await searchSpans(area, filters, ask, { ...rest, size, sort: ["_doc"] }) ?? await searchSpans(area, filters, ask, { ...rest, size: 0 });
  const totalSpans = answer?.totalHits?.value ?? 0;
  const hits = answer?.hits ?? [];
  const plan = { area, filters, totalSpans };
  if (hits.length >= totalSpans) return { ...plan, hits, startsUs: [] };
  return { ...plan, startsUs: answer === void 0 ? [] : startsOf(answer) };
}
function startsOf({ aggregations }) {
  const values = memberOf(aggregations.starts, "values");
  const startsUs = /* @__PURE__ */ new Set();
  for (const point of Array.isArray(values) ? values : []) {
    const startUs = numberOf(memberOf(point, "value"));
    if (startUs !== void 0) startsUs.add(Math.floor(startUs));
  }
  return [...startsUs].sort((a, b) => a - b);
}

// server/stores/elasticsearch/traces/findTrace.ts
async function* findTrace({ traceId, atMs }, ask, only = []) {
  const { spans, archive, fields } = ask.indices;
  const filters = [ofTraces(fields.traceId, [traceId]), ...only];
  let isFound = false;
  for await (const plan of inAreas(areasOf(spans, atMs, ask), filters, ask)) {
    isFound = true;
    yield plan;
  }
  if (isFound || archive === void 0) return;
  yield* inAreas([{ indices: archive, filters: [] }], filters, ask);
}
function areasOf(indices, atMs, ask) {
  if (atMs === void 0) return [{ indices, filters: [] }];
  const near = areaAround(ask.indices, atMs * 1e3, atMs * 1e3);
  return [near, areaOutside(near)];
}
async function* inAreas(areas, filters, ask) {
  const plans = areas.map((area) => planTrace(area, filters, ask));
  for (const plan of plans) plan.catch(() => void 0);
  for (const plan of plans) {
    const planned = await plan;
    if (planned.totalSpans > 0) yield planned;
  }
}

// server/stores/elasticsearch/traces/inOrder.ts
async function* inOrder(items, atOnce, start) {
  const underWay = [];
  for (const item of items) {
    if (underWay.length === atOnce) yield* first(underWay);
    const started = start(item).then((result) => [item, result]);
    started.catch(() => void 0);
    underWay.push(started);
  }
  while (underWay.length > 0) yield* first(underWay);
}
async function* first(underWay) {
  const oldest = underWay.shift();
  if (oldest !== void 0) yield await oldest;
}

// server/stores/elasticsearch/traces/tiedSpans.ts
import { createHash } from "node:crypto";
async function* readTiedSpans(area, filters, ask, documents) {
  const known = /* @__PURE__ */ new Set();
  for await (const hits of pagesBy([ask.indices.fields.spanId, "_seq_no"], {
    area,
    filters,
    ask
  })) {
    yield (await spansOfHits(hits, documents)).filter((span) => isNew(span, known));
  }
}
function isNew(span, known) {
  const content = createHash("sha1").update(spanContent(span)).digest("base64");
  if (known.has(content)) return false;
  known.add(content);
  return true;
}
async function* pagesBy([field, ...finer], { area, filters, ask }) {
  if (field === void 0) {
    ask.call.missing(
      "More spans than can be told apart are stored in one place; some are missing."
    );
    return;
  }
  let size = mostHits(ask);
  let after;
  for (; ; ) {
    const answer = await searchSpans(area, filters, ask, {
      size,
      sort: [{ [field]: "asc" }],
      ...after !== void 0 && { search_after: [after] }
    });
    if (answer === void 0 && size > 1) {
      size = Math.ceil(size / 2);
      continue;
    }
    const hits = answer?.hits ?? [];
    const last = hits.at(-1)?.sort[0];
    if (hits.length < size || last === void 0 || last === null) {
      yield hits;
      return;
    }
    const whole = hits.filter(({ sort }) => sort[0] !== last);
    if (whole.length > 0) yield whole;
    else yield* pagesBy(finer, { area, ask, filters: [...filters, { term: { [field]: last } }] });
    after = whole.at(-1)?.sort[0] ?? last;
  }
}

// server/stores/elasticsearch/traces/timeSlice.ts
var SPANS_A_SLICE = 5e3;
var SPANS_IN_THE_FIRST = 1e3;
function slicesOf({ totalSpans, startsUs }) {
  const slices = [];
  const every = Math.max(1, SPANS_A_SLICE / totalSpans * startsUs.length);
  let nextAt = SPANS_IN_THE_FIRST / totalSpans * startsUs.length;
  let fromUs;
  for (const [at, toUs] of startsUs.entries()) {
    if (at + 1 < nextAt) continue;
    slices.push({ ...fromUs !== void 0 && { fromUs }, toUs });
    fromUs = toUs;
    nextAt = at + 1 + every;
  }
  slices.push(fromUs === void 0 ? {} : { fromUs });
  return slices;
}
function inSlice(fields, { fromUs, toUs }) {
  if (fromUs !== void 0) return startedIn(fields, fromUs, toUs);
  if (toUs === void 0) return [];
  return [{ bool: { must_not: [{ range: { [fields.startTime]: { gte: toUs } } }] } }];
}

// server/stores/elasticsearch/traces/plannedSpans.ts
var SLICES_AT_ONCE = 2;
async function* readPlannedSpans(plan, ask, documents) {
  if (plan.hits !== void 0) {
    yield inSpanOrder(await spansOfHits(plan.hits, documents));
    return;
  }
  const reading = new SlicedReading(plan, ask, documents);
  yield* reading.spans();
}
var SlicedReading = class {
  #plan;
  #ask;
  #documents;
  #readCount = 0;
  constructor(plan, ask, documents) {
    this.#plan = plan;
    this.#ask = ask;
    this.#documents = documents;
  }
  async *spans() {
    const search = (slice) => this.#search(slice);
    for await (const [slice, hits] of inOrder(slicesOf(this.#plan), SLICES_AT_ONCE, search)) {
      if (hits === void 0) yield* this.#split(slice);
      else yield await this.#take(hits);
    }
    const missing = this.#plan.totalSpans - this.#readCount;
    if (missing > 0) this.#ask.call.missing(goneSentence(missing, this.#plan.totalSpans));
  }
  async #search(slice) {
    const answer = await searchAllSpans(this.#plan.area, this.#filtersOf(slice), this.#ask);
    return answer?.hits;
  }
  async #take(hits) {
    this.#readCount += hits.length;
    return inSpanOrder(await spansOfHits(hits, this.#documents));
  }
  /** A slice that one answer does not hold, in ever smaller ones. */
  async *#split(whole) {
    const open = await this.#halvesOf(whole);
    if (open === void 0) yield* this.#tied(whole);
    for (let slice = open?.shift(); open && slice; slice = open.shift()) {
      const hits = await this.#search(slice);
      if (hits !== void 0) {
        yield await this.#take(hits);
        continue;
      }
      const halves = await this.#halvesOf(slice);
      if (halves === void 0) yield* this.#tied(slice);
      else open.unshift(...halves);
    }
  }
  /** `undefined` when all its spans start at once. */
  async #halvesOf(slice) {
    const field = this.#ask.indices.fields.startTime;
    const answer = await searchSpans(this.#plan.area, this.#filtersOf(slice), this.#ask, {
      size: 0,
      aggs: {
        first: { min: { field } },
        last: { max: { field } },
        middle: { percentiles: { field, percents: [50], keyed: false } }
      }
    });
    const numberIn = (aggregation) => numberOf(memberOf(aggregation, "value"));
    const { first: first2, last, middle } = answer?.aggregations ?? {};
    const firstUs = numberIn(first2);
    const lastUs = numberIn(last);
    if (firstUs === void 0 || lastUs === void 0 || firstUs >= lastUs) return void 0;
    const [median] = Object.values(memberOf(middle, "values") ?? {});
    const middleUs = Math.floor(numberIn(median) ?? lastUs);
    const atUs = Math.min(lastUs, Math.max(firstUs + 1, middleUs));
    return [
      { ...slice, toUs: atUs },
      { ...slice, fromUs: atUs }
    ];
  }
  async *#tied(slice) {
    const { area } = this.#plan;
    const before = this.#documents.readCount;
    yield* readTiedSpans(area, this.#filtersOf(slice), this.#ask, this.#documents);
    this.#readCount += this.#documents.readCount - before;
  }
  #filtersOf(slice) {
    return [...this.#plan.filters, ...inSlice(this.#ask.indices.fields, slice)];
  }
};
var goneSentence = (missing, of) => `${missing.toLocaleString("en")} of ${of.toLocaleString("en")} spans of the trace were gone before they were read; an index was deleted meanwhile.`;

// server/stores/elasticsearch/traces/wholeTrace.ts
async function* readWholeTrace(ref, ask, only) {
  const documents = new SpanDocuments(ask.indices.dotReplacement);
  for await (const plan of findTrace(ref, ask, only)) {
    for await (const spans of readPlannedSpans(plan, ask, documents)) {
      if (spans.length > 0) yield spans;
    }
  }
  noteRejected(documents, ask);
}

// server/stores/elasticsearch/traces/heldSpans.ts
var MOST_SPANS_HELD = 2e5;
async function heldSpans(ref, ask, see = () => void 0) {
  const spans = [];
  for await (const batch of readWholeTrace(ref, ask)) {
    see(batch);
    for (const span of batch) spans.push(span);
    if (spans.length < MOST_SPANS_HELD) continue;
    const held = spans.length.toLocaleString("en");
    ask.call.missing(`Trace ${ref.traceId} is summarised from its first ${held} spans.`);
    return { spans, isCut: true };
  }
  return { spans, isCut: false };
}

// shared/columns/traceColumns.ts
var ROW_FLAGS = {
  error: 1,
  /** Its parent span is not in the trace. */
  missingParent: 2,
  /** Its parent is a descendant of it (or itself); made a root. */
  cycle: 4,
  /** Another span of the trace has the same id. */
  duplicateId: 8,
  /** Ends before it starts. */
  negative: 16,
  hasEvents: 32
};

// shared/columns/treeOrder.ts
function breakCycles(parentOf2) {
  const cutNodes = [];
  const walkOf = new Uint32Array(parentOf2.length);
  for (let start = 0; start < parentOf2.length; start++) {
    const walk = start + 1;
    let node = start;
    while (node !== -1 && walkOf[node] === 0) {
      walkOf[node] = walk;
      node = parentOf2[node] ?? -1;
    }
    if (node === -1 || walkOf[node] !== walk) continue;
    const lowest = lowestOfCycle(parentOf2, node);
    parentOf2[lowest] = -1;
    cutNodes.push(lowest);
  }
  return cutNodes;
}
function lowestOfCycle(parentOf2, member) {
  let lowest = member;
  for (let node = parentOf2[member] ?? -1; node !== member; node = parentOf2[node] ?? -1) {
    if (node < lowest) lowest = node;
  }
  return lowest;
}

// shared/span/spanTree.ts
function indexTree(arrived) {
  const spans = byStart(withFiniteTimes(arrived));
  const parent = new Int32Array(spans.length).fill(-1);
  const flags = new Uint8Array(spans.length);
  const rowOfId = rowFinder(spans);
  let isParentsFirst = true;
  for (let row = 0; row < spans.length; row++) {
    const twin = rowOfId(spans[row]?.spanId ?? "");
    if (twin !== void 0 && twin !== row) {
      addFlag(flags, twin, ROW_FLAGS.duplicateId);
      addFlag(flags, row, ROW_FLAGS.duplicateId);
    }
    const parentId = spans[row]?.parentSpanId;
    if (parentId === void 0) continue;
    const above = rowOfId(parentId);
    if (above === void 0) {
      addFlag(flags, row, ROW_FLAGS.missingParent);
    } else {
      parent[row] = above;
      isParentsFirst &&= above < row;
    }
  }
  if (isParentsFirst) return { spans, parent, flags };
  for (const row of breakCycles(parent)) addFlag(flags, row, ROW_FLAGS.cycle);
  return inOrder2({ spans, parent, flags }, parentsFirst(parent));
}
function withFiniteTimes(spans) {
  if (spans.every(hasFiniteTimes)) return spans;
  let earliestUs = Number.POSITIVE_INFINITY;
  for (const { startUs } of spans) {
    if (Number.isFinite(startUs)) earliestUs = Math.min(earliestUs, startUs);
  }
  const fallbackUs = Number.isFinite(earliestUs) ? earliestUs : 0;
  return spans.map((span) => ({
    ...span,
    startUs: Number.isFinite(span.startUs) ? span.startUs : fallbackUs,
    durationUs: Number.isFinite(span.durationUs) ? span.durationUs : 0
  }));
}
function hasFiniteTimes(span) {
  return Number.isFinite(span.startUs) && Number.isFinite(span.durationUs);
}
function byStart(spans) {
  for (let i = 1; i < spans.length; i++) {
    const before = spans[i - 1];
    const span = spans[i];
    if (before && span && compareStarts(before, span) > 0) return sorted(spans);
  }
  return spans;
}
function sorted(spans) {
  if (spans.length > FEW_SPANS) return spans.toSorted(compareStarts);
  const inOrder3 = spans.slice();
  for (let i = 1; i < inOrder3.length; i++) {
    const span = inOrder3[i];
    let at = i;
    for (; at > 0 && span; at--) {
      const before = inOrder3[at - 1];
      if (before === void 0 || compareStarts(before, span) <= 0) break;
      inOrder3[at] = before;
    }
    if (span) inOrder3[at] = span;
  }
  return inOrder3;
}
var FEW_SPANS = 32;
function compareStarts(a, b) {
  if (a.startUs !== b.startUs) return a.startUs - b.startUs;
  if (a.durationUs !== b.durationUs) return b.durationUs - a.durationUs;
  if (a.spanId === b.spanId) return 0;
  return a.spanId < b.spanId ? -1 : 1;
}
function hasMissingParent(spans) {
  const rowOfId = rowFinder(spans);
  return spans.some(
    ({ parentSpanId }) => parentSpanId !== void 0 && rowOfId(parentSpanId) === void 0
  );
}
function rowFinder(spans) {
  return spans.length > FEW_SPANS ? indexIds(spans) : (id) => findId(spans, id);
}
function indexIds(spans) {
  const rowOfId = /* @__PURE__ */ new Map();
  for (let row = 0; row < spans.length; row++) {
    const id = spans[row]?.spanId ?? "";
    if (!rowOfId.has(id)) rowOfId.set(id, row);
  }
  return (id) => rowOfId.get(id);
}
function findId(spans, id) {
  for (let row = 0; row < spans.length; row++) if (spans[row]?.spanId === id) return row;
  return void 0;
}
function parentsFirst(parent) {
  const firstChild = new Int32Array(parent.length).fill(-1);
  const nextSibling = new Int32Array(parent.length).fill(-1);
  for (let row = parent.length - 1; row >= 0; row--) {
    const above = parent[row] ?? -1;
    if (above < 0) continue;
    nextSibling[row] = firstChild[above] ?? -1;
    firstChild[above] = row;
  }
  const order = new Int32Array(parent.length);
  let filled = 0;
  for (let row = 0; row < parent.length; row++) if (parent[row] === -1) order[filled++] = row;
  for (let read = 0; read < filled; read++) {
    let child = firstChild[order[read] ?? 0] ?? -1;
    for (; child !== -1; child = nextSibling[child] ?? -1) order[filled++] = child;
  }
  return order;
}
function inOrder2(tree, order) {
  const rowOf = new Int32Array(order.length);
  for (let row = 0; row < order.length; row++) rowOf[order[row] ?? 0] = row;
  const spans = [];
  const parent = new Int32Array(order.length);
  const flags = new Uint8Array(order.length);
  for (const [row, from] of order.entries()) {
    const span = tree.spans[from];
    if (span !== void 0) spans.push(span);
    const above = tree.parent[from] ?? -1;
    parent[row] = above === -1 ? -1 : rowOf[above] ?? -1;
    flags[row] = tree.flags[from] ?? 0;
  }
  return { spans, parent, flags };
}
function addFlag(flags, row, flag) {
  flags[row] = (flags[row] ?? 0) | flag;
}

// shared/summary/awaitsSettling.ts
function awaitsSettling(spans, summary) {
  if (summary.route === void 0 && !sees(summary, "rule")) return false;
  if (summary.missingStages.length > 0 || !sees(summary, "device")) return true;
  const wasTaken2 = sees(summary, "function") || sees(summary, "db") || sees(summary, "subscriber") && !sees(summary, "rule");
  return !wasTaken2 || !isOneTree(spans);
}
function sees({ stages }, wanted) {
  for (const { stage } of stages) if (stage === wanted) return true;
  return false;
}
function isOneTree(spans) {
  let rootCount = 0;
  for (const { parentSpanId } of spans) if (parentSpanId === void 0) rootCount++;
  return rootCount === 1 && !hasMissingParent(spans);
}

// shared/pipeline/label.ts
var MAX_LABEL_LENGTH = 256;
function labelOf(value) {
  if (value === void 0 || value === "") return void 0;
  if (typeof value === "object") return void 0;
  return clip(String(value), MAX_LABEL_LENGTH);
}
function firstLabel(attributes, keys) {
  for (const key of keys) {
    const label = labelOf(attributes.get(key));
    if (label !== void 0) return label;
  }
  return void 0;
}

// shared/pipeline/stageEvidence.ts
var STAGE_EVIDENCES = [
  /** Says nothing: inherits its parent's stage within one service, else `other`. */
  "none",
  "device",
  "broker",
  "subscriber",
  "rule",
  "function",
  "db",
  /** A function only when its parent belongs to another service. */
  "functionEntry",
  /** A message was sent: the device's own, or the egress of the stage it happened in. */
  "publish",
  "other"
];

// shared/pipeline/stages.ts
var STAGES = [
  "device",
  "broker",
  "subscriber",
  "rule",
  "function",
  "db",
  "other"
];
var PATH_STAGES = ["device", "broker", "subscriber", "rule", "function", "db"];
var STAGE_LABELS = {
  device: "device",
  broker: "broker",
  subscriber: "subscriber",
  rule: "rule engine",
  function: "function",
  db: "time-series database",
  other: "other"
};
function stageOrder(stage) {
  return STAGES.indexOf(stage);
}

// shared/pipeline/resolveStages.ts
function resolveStages(evidence, parentRow, service) {
  const count = parentRow.length;
  const stage = new Uint8Array(count);
  const egress = new Uint8Array(count);
  for (let row = 0; row < count; row++) {
    const parent = parentRow[row] ?? -1;
    const said = STAGE_EVIDENCES[evidence[row] ?? 0] ?? "none";
    const isOfParentsService = parent !== -1 && service[parent] === service[row];
    const inherited = isOfParentsService ? stage[parent] ?? OTHER : OTHER;
    const egressAbove = parent === -1 ? DEVICE : egress[parent] ?? DEVICE;
    const own = stageOf(said, inherited, egressAbove, isOfParentsService);
    stage[row] = own;
    egress[row] = HANDLES_MESSAGES[own] === 1 ? own : egressAbove;
  }
  return stage;
}
var OTHER = STAGES.indexOf("other");
var DEVICE = STAGES.indexOf("device");
var FUNCTION = STAGES.indexOf("function");
var HANDLERS = ["subscriber", "rule", "function", "db"];
var HANDLES_MESSAGES = Uint8Array.from(STAGES, (stage) => HANDLERS.includes(stage) ? 1 : 0);
function stageOf(said, inherited, egressAbove, isOfParentsService) {
  if (said === "none") return inherited;
  if (said === "publish") return egressAbove;
  if (said === "functionEntry") return isOfParentsService ? inherited : FUNCTION;
  return STAGES.indexOf(said);
}

// shared/pipeline/spanFailure.ts
function isFailed(span) {
  if (span.status === "error") return true;
  const { attributes } = span;
  if (attributes.size === 0) return false;
  return isTrue(attributes.get("error")) || attributes.get("otel.status_code") === "ERROR" || isFailureWord(attributes.get("db.status")) || attributes.has("error.type") && span.status !== "ok" || isFailureCode(attributes.get("db.response.status_code"));
}
function errorClassOf(span) {
  return textOf2(span.attributes, "error.type") ?? textOf2(span.attributes, "exception.type") ?? exceptionType(span) ?? textOf2(span.attributes, "db.response.status_code") ?? "error";
}
function failureTexts(span) {
  const texts2 = [];
  if (span.statusMessage !== void 0) texts2.push(span.statusMessage);
  for (const key of TEXT_KEYS) pushText(texts2, span.attributes.get(key));
  for (const event of span.events) {
    for (const key of EVENT_TEXT_KEYS) pushText(texts2, event.attributes.get(key));
  }
  return texts2;
}
var TEXT_KEYS = [
  "db.error",
  "db.error.message",
  "error.message",
  "exception.message",
  "otel.status_description",
  "error",
  "error.type"
];
var EVENT_TEXT_KEYS = [
  "exception.message",
  "message",
  "error.message",
  "exception.type"
];
function pushText(texts2, value) {
  if (typeof value === "string" && value !== "") texts2.push(value);
}
function isFailureWord(value) {
  return typeof value === "string" && /^(error|fail)/i.test(value);
}
function isFailureCode(value) {
  if (value === void 0) return false;
  const code = attributeText(value);
  return HTTP_ERROR.test(code) || SQL_ERROR.test(code);
}
var HTTP_ERROR = /^[45]\d\d$/;
var SQL_ERROR = /^(0[3-9A-Z]|[1-9A-Z][0-9A-Z])[0-9A-Z]{3}$/;
function exceptionType(span) {
  for (const event of span.events) {
    const type = textOf2(event.attributes, "exception.type");
    if (type !== void 0) return type;
  }
  return void 0;
}

// shared/pipeline/stageKeys.ts
var KEY_TRAIT = {
  db: 1,
  rule: 2,
  function: 4,
  broker: 8,
  /** Speaks of a message, in any convention. */
  messaging: 16,
  /** Speaks of an MQTT message, even where no system is named. */
  mqtt: 32,
  /** Speaks of a request in another protocol. */
  request: 64,
  /** May hold an MQTT reason code. */
  reason: 128
};
var { db, rule, broker, messaging, mqtt, request } = KEY_TRAIT;
var TRAITS_OF_KEY = /* @__PURE__ */ new Map([
  ["db.system.name", db],
  ["db.system", db],
  ["db.type", db],
  ["db.operation.name", db],
  ["db.operation", db],
  ["db.query.text", db],
  ["db.statement", db],
  ["db.write_latency_ms", db],
  ["rule.name", rule],
  ["rule.id", rule],
  ["rule.action", rule],
  ["rule.matched", rule],
  ["ruleName", rule],
  ["ruleAction", rule],
  ["action.type", rule],
  ["faas.trigger", KEY_TRAIT.function],
  ["faas.coldstart", KEY_TRAIT.function],
  ["faas.invocation_id", KEY_TRAIT.function],
  ["faas.execution", KEY_TRAIT.function],
  ["faas.name", KEY_TRAIT.function],
  ["cold_start", KEY_TRAIT.function],
  ["aws.lambda.cold_start", KEY_TRAIT.function],
  ["aws.lambda.invoked_arn", KEY_TRAIT.function],
  ["functions.cold_start", KEY_TRAIT.function],
  ["mqtt.broker", broker | messaging | mqtt],
  ["mqtt.delivery_latency_ms", broker | messaging | mqtt],
  // EMQX; other keys called message.* may be anybody's.
  ["message.topic", messaging | mqtt],
  ["message.qos", messaging | mqtt],
  ["message.msgid", messaging | mqtt],
  ["message.from", messaging | mqtt],
  ["message.retain", messaging | mqtt],
  ["message.pub_props", messaging | mqtt]
]);
var TRAITS_OF_NAMESPACE = /* @__PURE__ */ new Map([
  ["function", KEY_TRAIT.function],
  ["transform", KEY_TRAIT.function],
  ["mqtt", messaging | mqtt],
  ["messaging", messaging],
  ["http", request],
  ["rpc", request],
  ["graphql", request]
]);
function traitsOfKey(key) {
  const known = TRAITS_OF_KEY.get(key);
  if (known !== void 0) return known;
  const traits = traitsByName(key);
  if (TRAITS_OF_KEY.size < MAX_REMEMBERED && key.length <= MAX_REMEMBERED_LENGTH) {
    TRAITS_OF_KEY.set(key, traits);
  }
  return traits;
}
var MAX_REMEMBERED = 1e4;
var MAX_REMEMBERED_LENGTH = 100;
function traitsByName(key) {
  const told = REASON.test(key) ? KEY_TRAIT.reason : 0;
  if (key.startsWith("messaging.mqtt.")) return told | messaging | mqtt;
  return told | (TRAITS_OF_NAMESPACE.get(key.slice(0, Math.max(0, key.indexOf(".")))) ?? 0);
}
var REASON = /reason|(puback|pubrec|return)[._]?code/i;

// shared/pipeline/stageOperations.ts
var OPERATION_TRAIT = {
  db: 1,
  rule: 2,
  broker: 4,
  /** EMQX 5.4 to 5.7, whose names may be anybody's. */
  legacyBroker: 8,
  publish: 16,
  consume: 32,
  /** Names MQTT beside sending. */
  mqttPublish: 64
};
var RULES = [
  [OPERATION_TRAIT.db, /^(db_write|tsdb_write)$/],
  [OPERATION_TRAIT.rule, /^(broker\.rule_engine\.|rule(_engine)?_(eval|evaluate|apply))/],
  // EMQX from 5.8 on; `message.dispatch`, `message.deliver` and `emqx.*` are 5.8's first names.
  [
    OPERATION_TRAIT.broker,
    /^(client\.(connect|disconnect|subscribe|unsubscribe|publish|auth[nz](_backend)?|pub(ack|rec|rel|comp))|(broker|emqx)\.(disconnect|subscribe|unsubscribe|publish|pub(ack|rec|rel|comp))|message\.(route|dispatch|deliver|forward|handle_forward))$/
  ],
  [OPERATION_TRAIT.legacyBroker, /^(process_message|send_published_message)$/],
  [OPERATION_TRAIT.publish, /^(device_publish|mqtt_publish)$/],
  [OPERATION_TRAIT.consume, /^(process|receive) /],
  [OPERATION_TRAIT.mqttPublish, /^mqtt[ ._](publish|send)\b/i]
];
var remembered = /* @__PURE__ */ new Map();
var MAX_REMEMBERED2 = 1e4;
var MAX_REMEMBERED_LENGTH2 = 100;
function traitsOfOperation(operation) {
  const known = remembered.get(operation);
  if (known !== void 0) return known;
  let traits = 0;
  for (const [trait, pattern] of RULES) if (pattern.test(operation)) traits |= trait;
  if (remembered.size < MAX_REMEMBERED2 && operation.length <= MAX_REMEMBERED_LENGTH2) {
    remembered.set(operation, traits);
  }
  return traits;
}

// shared/pipeline/stageEvidenceOf.ts
function stageEvidenceOf(span, rules = NO_RULES) {
  const override = rules.overrides?.find((candidate) => matches(candidate, span));
  if (override !== void 0) return override.stage;
  const { kind } = span;
  const traits = traitsOf(span.attributes);
  const named = traitsOfOperation(span.operation);
  if ((traits & KEY_TRAIT.db) !== 0 || (named & OPERATION_TRAIT.db) !== 0) return "db";
  if ((traits & KEY_TRAIT.rule) !== 0 || (named & OPERATION_TRAIT.rule) !== 0) return "rule";
  if ((traits & KEY_TRAIT.function) !== 0) return "function";
  if ((kind === "server" || kind === "consumer") && span.resource.attributes.has("faas.name")) {
    return "functionEntry";
  }
  if (isBroker(span, traits, named, rules.brokerServices ?? BROKER_SERVICE)) return "broker";
  return messageEvidence(span, traits, named);
}
var NO_RULES = {};
var BROKER_SERVICE = /(^|[^a-z])(emqx|hivemq|mosquitto|vernemq|nanomq|aedes|rabbitmq|nats-server|(mqtt|message)[-_ ]?broker|broker)([^a-z]|$)/i;
function matches(override, span) {
  const isService = override.service?.test(span.resource.service) ?? true;
  const isOperation = override.operation?.test(span.operation) ?? true;
  return isService && isOperation;
}
function traitsOf(attributes) {
  let traits = 0;
  for (const key of attributes.keys()) traits |= traitsOfKey(key);
  return traits;
}
function isBroker(span, traits, named, brokerServices) {
  const { operation, kind } = span;
  if ((traits & KEY_TRAIT.broker) !== 0 || operation === "broker_forward") return true;
  const isClientSide = kind === "producer" || kind === "consumer" || kind === "client";
  if (!isClientSide && (named & OPERATION_TRAIT.broker) !== 0) return true;
  if (span.scope.name.includes("aedes")) return true;
  if (span.resource.attributes.get("service.namespace") === "HiveMQ") return true;
  if ((traits & KEY_TRAIT.messaging) === 0 || isClientSide) return false;
  if ((named & OPERATION_TRAIT.legacyBroker) !== 0 && isEmqxLegacy(span)) return true;
  return kind !== "unspecified" && brokerServices.test(span.resource.service);
}
function isEmqxLegacy({ attributes }) {
  return attributes.has("messaging.client_id") || attributes.has("messaging.client.id");
}
function messageEvidence(span, traits, named) {
  const action = messagingAction(span.attributes);
  const isConsuming = span.kind === "consumer" || action === "consume";
  if (isPlumbing(span))
    return isConsuming || action === "publish" ? plumbingEvidence(span) : "none";
  if ((named & OPERATION_TRAIT.publish) !== 0) return "publish";
  if ((span.kind === "producer" || action === "publish") && isIotMessage(span, traits, named)) {
    return "publish";
  }
  if (isConsuming) return "subscriber";
  const isRequest2 = (traits & KEY_TRAIT.request) !== 0;
  return (named & OPERATION_TRAIT.consume) !== 0 && !isRequest2 ? "subscriber" : "none";
}
var ACTIONS = /* @__PURE__ */ new Map([
  ["send", "publish"],
  ["publish", "publish"],
  ["create", "publish"],
  ["process", "consume"],
  ["receive", "consume"],
  ["settle", "consume"],
  ["deliver", "consume"]
]);
function messagingAction(attributes) {
  const type = attributes.get("messaging.operation.type") ?? attributes.get("messaging.operation") ?? attributes.get("messaging.operation.name");
  return typeof type === "string" ? ACTIONS.get(type.toLowerCase()) : void 0;
}
function isIotMessage(span, traits, named) {
  if ((traits & KEY_TRAIT.mqtt) !== 0 || (named & OPERATION_TRAIT.mqttPublish) !== 0) return true;
  const system = span.attributes.get("messaging.system");
  if (system !== void 0) return isIotSystem(attributeText(system));
  return destinationOf(span.attributes)?.includes("/") ?? false;
}
function isIotSystem(system) {
  return IOT_SYSTEM.test(system);
}
function isNatsSystem(system) {
  return /^(nats|jetstream)/i.test(system);
}
var IOT_SYSTEM = /^(mqtt|nats|jetstream|emqx|hivemq|mosquitto|vernemq|aws[._ -]?iot|azure[._ -]?iot)/i;
function destinationOf(attributes) {
  const destination = attributes.get("messaging.destination.name") ?? attributes.get("messaging.destination");
  return typeof destination === "string" ? destination : void 0;
}
function isPlumbing({ attributes, operation }) {
  const destination = destinationOf(attributes);
  return PLUMBING.test(destination ?? operation);
}
var PLUMBING = /^(\$JS\.|_INBOX\.)/;
function plumbingEvidence({ attributes, operation }) {
  return (destinationOf(attributes) ?? operation).startsWith("$JS.ACK") ? "subscriber" : "none";
}

// shared/pipeline/spanSays.ts
var FAILED_BIT = 128;
function spanSaysByte(span, rules) {
  const said = STAGE_EVIDENCES.indexOf(stageEvidenceOf(span, rules));
  return isFailed(span) ? said | FAILED_BIT : said;
}
function evidenceCode(says) {
  return says & ~FAILED_BIT;
}
function saysFailed(says) {
  return (says & FAILED_BIT) !== 0;
}

// shared/pipeline/pipelineTrace.ts
function readPipeline(arrived, saysOf = spanSaysByte) {
  const { spans, parent, flags } = indexTree(arrived);
  const evidence = new Uint8Array(spans.length);
  const failed = [];
  let startUs = Number.POSITIVE_INFINITY;
  let endUs2 = Number.NEGATIVE_INFINITY;
  for (const span of spans) {
    const says = saysOf(span);
    evidence[failed.length] = evidenceCode(says);
    failed.push(saysFailed(says));
    startUs = Math.min(startUs, span.startUs);
    endUs2 = Math.max(endUs2, spanEndUs(span));
  }
  const stageCodes = resolveStages(evidence, parent, numberServices(spans));
  const stages = [];
  for (const code of stageCodes) stages.push(STAGES[code] ?? "other");
  const rowsOf = groupRows(stages);
  const entryOf = entries(parent, stageCodes);
  return { spans, parent, flags, evidence, stages, failed, entryOf, rowsOf, startUs, endUs: endUs2 };
}
function spanAt(trace, row) {
  const span = trace.spans[row];
  if (span === void 0) throw new RangeError(`no row ${row} in a trace of ${trace.spans.length}`);
  return span;
}
function spansIn(trace, stage) {
  return trace.rowsOf[stage].map((row) => spanAt(trace, row));
}
function traceShare(trace, partUs) {
  return Math.min(1, partUs / Math.max(1, trace.endUs - trace.startUs));
}
function spanEndUs(span) {
  return span.durationUs > 0 ? span.startUs + span.durationUs : span.startUs;
}
function isDangling(trace, row) {
  return ((trace.flags[row] ?? 0) & ROW_FLAGS.missingParent) !== 0;
}
function numberServices(spans) {
  const numbers = new Uint32Array(spans.length);
  if (spans.length <= FEW_SPANS) {
    for (let row = 0; row < spans.length; row++) numbers[row] = firstOfService(spans, row);
    return numbers;
  }
  const known = /* @__PURE__ */ new Map();
  for (let row = 0; row < spans.length; row++) {
    const service = spans[row]?.resource.service ?? "";
    let number = known.get(service);
    if (number === void 0) {
      number = known.size;
      known.set(service, number);
    }
    numbers[row] = number;
  }
  return numbers;
}
function firstOfService(spans, row) {
  const service = spans[row]?.resource.service;
  let first2 = 0;
  while (first2 < row && spans[first2]?.resource.service !== service) first2++;
  return first2;
}
function entries(parent, stageCodes) {
  const entryOf = new Int32Array(parent.length);
  for (let row = 0; row < parent.length; row++) {
    const above = parent[row] ?? -1;
    const isContinued = above !== -1 && stageCodes[above] === stageCodes[row];
    entryOf[row] = isContinued ? entryOf[above] ?? row : row;
  }
  return entryOf;
}
function groupRows(stages) {
  const rowsOf = {
    device: [],
    broker: [],
    subscriber: [],
    rule: [],
    function: [],
    db: [],
    other: []
  };
  for (let row = 0; row < stages.length; row++) rowsOf[stages[row] ?? "other"].push(row);
  return rowsOf;
}

// shared/findings/finding.ts
var FINDING_KINDS = [
  "cold-start",
  "queue-gap",
  "orphan",
  "double-counting",
  "type-conflict",
  "retry",
  "clock-skew",
  "qos0-instant",
  "broker-drop",
  "rule-miss"
];
var MAX_FINDING_SPANS = 20;

// shared/findings/spanIds.ts
function spanIdsOf(trace, rows) {
  const ids = /* @__PURE__ */ new Set();
  for (const row of rows) {
    if (ids.size === MAX_FINDING_SPANS) break;
    ids.add(spanAt(trace, row).spanId);
  }
  return [...ids];
}

// shared/findings/brokerDrop.ts
function findBrokerDrop({ trace }) {
  let handled;
  for (const stage of ["broker", "device"]) {
    for (const row of trace.rowsOf[stage]) {
      const reason = dropReason(spanAt(trace, row));
      if (reason === void 0) continue;
      handled ??= handledElsewhere(trace);
      if (handled[row] !== 1) return [toFinding(trace, row, reason)];
    }
  }
  return [];
}
function toFinding(trace, row, reason) {
  return {
    kind: "broker-drop",
    severity: "critical",
    spanIds: spanIdsOf(trace, [row]),
    stage: "broker",
    evidence: { reason },
    thresholds: {},
    summary: `broker drop: ${reason.replaceAll("_", " ")}`
  };
}
var HANDLERS2 = /* @__PURE__ */ new Set(["subscriber", "rule", "function", "db"]);
function handledElsewhere(trace) {
  const runsAbove = new Uint32Array(trace.spans.length);
  let runCount = 0;
  for (const [row, stage] of trace.stages.entries()) {
    const above = trace.parent[row] ?? -1;
    const isRun = trace.entryOf[row] === row && HANDLERS2.has(stage);
    if (isRun) runCount++;
    runsAbove[row] = (runsAbove[above] ?? 0) + (isRun ? 1 : 0);
  }
  return Uint8Array.from(runsAbove, (count) => count < runCount ? 1 : 0);
}
function dropReason(span) {
  const said = dropReasonIn(span.attributes);
  if (said !== void 0) return said;
  for (const { attributes } of span.events) {
    const reason = dropReasonIn(attributes);
    if (reason !== void 0) return reason;
  }
  return void 0;
}
function dropReasonIn(attributes) {
  const routed = labelOf(attributes.get("route.dropped.reason"));
  if (routed !== void 0) return clip(routed, MAX_REASON_LENGTH2);
  for (const [key, value] of attributes) {
    const isReason = (traitsOfKey(key) & KEY_TRAIT.reason) !== 0;
    if (isReason && NOBODY.test(labelOf(value) ?? "")) return "no_subscribers";
  }
  return void 0;
}
var MAX_REASON_LENGTH2 = 80;
var NOBODY = /^(16|0x10|no[ _-]?matching[ _-]?subscribers?|no[ _-]?subscribers?)$/i;

// shared/pipeline/identity.ts
function resolveNames(trace) {
  const names = {};
  const broker2 = resolveBroker(trace);
  if (broker2 !== void 0) names.broker = broker2;
  const ruleName = firstOf(trace, trace.rowsOf.rule, ruleNameOf);
  if (ruleName !== void 0) names.ruleName = ruleName;
  const functionName = firstOf(trace, trace.rowsOf.function, functionNameOf);
  if (functionName !== void 0) names.functionName = functionName;
  const dbRow = tellingDbRow(trace);
  if (dbRow !== void 0) {
    const dbSystem = firstLabel(spanAt(trace, dbRow).attributes, DB_SYSTEM_KEYS);
    if (dbSystem !== void 0) names.dbSystem = dbSystem;
    names.dbStatus = trace.failed[dbRow] ? "error" : "success";
  }
  const errorClass = resolveErrorClass(trace);
  if (errorClass !== void 0) names.errorClass = errorClass;
  return names;
}
function ruleNameOf({ attributes }) {
  return firstLabel(attributes, RULE_KEYS);
}
var RULE_KEYS = ["rule.name", "ruleName", "rule.id"];
var FUNCTION_KEYS = ["function.name", "faas.name", "faas.invoked_name"];
var FUNCTION_ARN_KEYS = [
  "aws.lambda.invoked_arn",
  "cloud.resource_id",
  "faas.id"
];
var BROKER_ADDRESS_KEYS = [
  "mqtt.broker",
  "server.address",
  "net.peer.name",
  "messaging.url"
];
var DB_SYSTEM_KEYS = ["db.system.name", "db.system", "db.type"];
function functionNameOf(span) {
  return firstLabel(span.attributes, FUNCTION_KEYS) ?? firstLabel(span.resource.attributes, FUNCTION_KEYS) ?? nameInArn(span.attributes) ?? clip(span.operation, MAX_LABEL_LENGTH);
}
function nameInArn(attributes) {
  for (const key of FUNCTION_ARN_KEYS) {
    const name = /:function:([^:]+)|\/sites\/[^/]+\/functions\/([^/]+)/i.exec(
      textOf2(attributes, key)?.slice(0, 1024) ?? ""
    );
    const found = name?.[1] ?? name?.[2];
    if (found !== void 0) return clip(found, MAX_LABEL_LENGTH);
  }
  return void 0;
}
function resolveBroker(trace) {
  const brokers = trace.rowsOf.broker;
  return firstOf(trace, brokers, ({ attributes }) => labelOf(attributes.get("mqtt.broker"))) ?? firstOf(trace, brokers, ({ attributes }) => labelOf(attributes.get("cluster.id"))) ?? firstOf(trace, brokers, ({ resource }) => labelOf(resource.service)) ?? firstOf(trace, trace.rowsOf.device, brokerAddress) ?? firstOf(trace, trace.rowsOf.subscriber, brokerAddress);
}
function brokerAddress({ attributes }) {
  return firstLabel(attributes, BROKER_ADDRESS_KEYS);
}
function tellingDbRow(trace) {
  const rows = trace.rowsOf.db;
  return rows.find((row) => trace.failed[row]) ?? rows.at(-1);
}
function resolveErrorClass(trace) {
  if (!trace.failed.includes(true)) return void 0;
  const isExplained2 = failedBelow(trace);
  for (const stage of STAGES) {
    for (const row of trace.rowsOf[stage]) {
      if (trace.failed[row] && isExplained2[row] !== 1) {
        return clip(errorClassOf(spanAt(trace, row)), MAX_LABEL_LENGTH);
      }
    }
  }
  return void 0;
}
function failedBelow(trace) {
  const isAbove = new Uint8Array(trace.spans.length);
  for (let row = trace.spans.length - 1; row >= 0; row--) {
    const above = trace.parent[row] ?? -1;
    if (above !== -1 && (trace.failed[row] || isAbove[row] === 1)) isAbove[above] = 1;
  }
  return isAbove;
}
function firstOf(trace, rows, read) {
  for (const row of rows) {
    const value = read(spanAt(trace, row));
    if (value !== void 0) return value;
  }
  return void 0;
}

// shared/time/formatDuration.ts
function formatDuration(durationUs) {
  if (!Number.isFinite(durationUs)) return "\u2013";
  if (durationUs < 0) return `\u2212${formatDuration(-durationUs)}`;
  for (const { unit, sizeUs, limitUs } of SMALL_UNITS) {
    if (durationUs < limitUs) return `${threeDigits(durationUs / sizeUs)} ${unit}`;
  }
  const totalS = Math.round(durationUs / 1e6);
  if (totalS < 3600) return `${Math.floor(totalS / 60)} m ${twoDigits(totalS % 60)} s`;
  const totalM = Math.round(totalS / 60);
  if (totalM < 48 * 60) return `${Math.floor(totalM / 60)} h ${twoDigits(totalM % 60)} m`;
  const totalH = Math.round(totalM / 60);
  return `${Math.floor(totalH / 24)} d ${totalH % 24} h`;
}
var SMALL_UNITS = [
  { unit: "\xB5s", sizeUs: 1, limitUs: 999.5 },
  { unit: "ms", sizeUs: 1e3, limitUs: 999500 },
  { unit: "s", sizeUs: 1e6, limitUs: 5995e4 }
];
function threeDigits(value) {
  if (value === 0) return "0";
  if (Number.isInteger(value) && value < 10) return String(value);
  if (value < 9.995) return value.toFixed(2);
  if (value < 99.95) return value.toFixed(1);
  return value.toFixed(0);
}
function twoDigits(value) {
  return String(value).padStart(2, "0");
}

// shared/time/briefDuration.ts
function briefDuration(durationUs) {
  if (!(durationUs >= 0 && durationUs < MINUTE_US)) return formatDuration(durationUs);
  if (durationUs < 999.5) return `${Math.round(durationUs)} \xB5s`;
  if (durationUs < 999500) return `${Math.round(durationUs / 1e3)} ms`;
  return `${(durationUs / 1e6).toFixed(1)} s`;
}
var MINUTE_US = 5995e4;

// shared/findings/coldStart.ts
function findColdStart({ trace, hops, context }) {
  const rows = coldRows(trace);
  const [worst] = rows.map((row) => measureColdStart(trace, row, hops)).sort((a, b) => b.costUs - a.costUs);
  if (worst === void 0) return [];
  const { coldStartWarnUs } = context.thresholds;
  return [
    {
      kind: "cold-start",
      severity: worst.costUs > coldStartWarnUs ? "warning" : "info",
      spanIds: spanIdsOf(trace, rows),
      stage: "function",
      evidence: evidenceOf(trace, worst, rows.length),
      thresholds: { coldStartWarnUs },
      summary: `cold start ${briefDuration(worst.costUs)}`
    }
  ];
}
function isInitGap(trace, hop) {
  return coldRows(trace).some((row) => trace.entryOf[row] === hop.toRow);
}
var COLD_START_KEYS = [
  "faas.coldstart",
  "function.cold_start",
  "cold_start",
  "aws.lambda.cold_start",
  "functions.cold_start"
];
function coldRows(trace) {
  return trace.rowsOf.function.filter((row) => {
    const { attributes } = spanAt(trace, row);
    return COLD_START_KEYS.some((key) => isTrue(attributes.get(key)));
  });
}
function measureColdStart(trace, row, hops) {
  const span = spanAt(trace, row);
  const durationUs = spanEndUs(span) - span.startUs;
  const initGapUs = hops.find(({ toRow }) => toRow === trace.entryOf[row])?.gapUs ?? 0;
  return { span, durationUs, initGapUs, costUs: durationUs + initGapUs };
}
function evidenceOf(trace, { span, durationUs, initGapUs, costUs }, coldSpanCount) {
  const instance = labelOf(span.attributes.get("faas.instance")) ?? labelOf(span.resource.attributes.get("faas.instance"));
  return {
    functionName: functionNameOf(span),
    durationUs,
    initGapUs,
    traceShareRatio: traceShare(trace, costUs),
    ...coldSpanCount > 1 && { coldSpanCount },
    ...instance !== void 0 && { instance }
  };
}

// shared/pipeline/routeOf.ts
function routeOf(trace, routes, isOfDevice) {
  const seen2 = PATH_STAGES.filter((stage) => trace.rowsOf[stage].length > 0);
  const system = messagingSystem(trace);
  if (!carriesMessage(seen2, system, isOfDevice) && !runsForMessage(trace)) return void 0;
  const candidates = routesFor(routes, system);
  const isHeadOnly = seen2.every((stage) => stage === "device" || stage === "broker");
  if (isHeadOnly) return candidates[0];
  let best = candidates[0];
  for (const route of candidates) {
    if (best === void 0 || misfit(route, seen2) < misfit(best, seen2)) best = route;
  }
  return best;
}
function missingStagesOf(route, seen2) {
  const missing = [];
  for (const { stage, mayBeDark } of route.stages) {
    if (!mayBeDark && !seen2.includes(stage)) missing.push(stage);
  }
  return missing;
}
function carriesMessage(seen2, system, isOfDevice) {
  if (seen2.some((stage) => stage === "device" || stage === "broker" || stage === "rule"))
    return true;
  if (isOfDevice) return seen2.length > 0;
  return seen2.includes("subscriber") && (system === void 0 || isIotSystem(system));
}
function runsForMessage(trace) {
  return trace.rowsOf.function.some((row) => {
    const { attributes } = spanAt(trace, row);
    const system = textOf2(attributes, "messaging.system");
    if (system !== void 0 && !isIotSystem(system)) return false;
    if (attributes.get("faas.trigger") === "pubsub") return true;
    for (const key of attributes.keys()) if (key.startsWith("transform.")) return true;
    return false;
  });
}
function messagingSystem(trace) {
  for (const stage of ["device", "broker", "subscriber"]) {
    for (const row of trace.rowsOf[stage]) {
      const system = textOf2(spanAt(trace, row).attributes, "messaging.system");
      if (system !== void 0) return system.toLowerCase();
    }
  }
  return void 0;
}
function routesFor(routes, system) {
  const named = routes.filter(
    ({ systems }) => systems?.some((name) => system?.startsWith(name.toLowerCase()))
  );
  if (named.length > 0) return named;
  const unnamed = routes.filter(({ systems }) => systems === void 0);
  return unnamed.length > 0 ? unnamed : routes;
}
function misfit(route, seen2) {
  const unknown = seen2.filter(
    (stage) => !route.stages.some((expected) => expected.stage === stage)
  );
  return unknown.length * PATH_STAGES.length + missingStagesOf(route, seen2).length;
}

// shared/pipeline/routes.ts
var seen = (stage) => ({ stage, mayBeDark: false });
var maybeDark = (stage) => ({ stage, mayBeDark: true });
var DEFAULT_ROUTES = [
  {
    name: "mqtt",
    stages: [
      seen("device"),
      maybeDark("broker"),
      maybeDark("subscriber"),
      seen("rule"),
      seen("function"),
      seen("db")
    ]
  },
  {
    name: "mqtt-direct",
    stages: [seen("device"), maybeDark("broker"), seen("subscriber"), maybeDark("db")]
  },
  {
    name: "nats",
    stages: [seen("device"), maybeDark("broker"), seen("subscriber"), seen("db")],
    systems: ["nats", "jetstream"]
  }
];
var DEFAULT_ENTRY_STAGES = ["device", "broker"];
var DEFAULT_UNEXPORTED_PARENT_OK = ["broker", "subscriber"];

// shared/pipeline/topicTemplate.ts
var NO_DEVICE = "(?!(?:telemetry|temperature|humidity|pressure|data|state|status|events?|metrics|commands?|cmd|config|all|up|down)(?:[/.]|$))";
var DEVICES = "devices?|sensors?|things?|meters?|trackers?";
var CARRIERS = "nodes?|machines?|gateways?";
var DEFAULT_TOPIC_PATTERNS = [
  {
    name: "sparkplug {device}",
    expression: /^spBv1\.0\/[^/]+\/D(?:BIRTH|DATA|CMD|DEATH)\/[^/]+\/([^/]+)$/
  },
  { name: "sparkplug {node}", expression: /^spBv1\.0\/[^/]+\/N(?:BIRTH|DATA|CMD|DEATH)\/([^/]+)$/ },
  {
    name: "devices/{device}",
    expression: new RegExp(`(?:^|/)(?:${DEVICES})/${NO_DEVICE}([^/+#]+)(?:/|$)`, "i")
  },
  {
    name: "gateways/{device}",
    expression: new RegExp(`(?:^|/)(?:${CARRIERS})/${NO_DEVICE}([^/+#]+)(?:/|$)`, "i")
  },
  { name: "telemetry.metrics.{device}", expression: /^telemetry\.metrics\.([^./*>]+)$/ },
  {
    name: "devices.{device}",
    expression: new RegExp(
      `^(?:[^/]+\\.)?(?:${DEVICES}|${CARRIERS})\\.${NO_DEVICE}([^./*>]+)(?:\\.|$)`,
      "i"
    )
  }
];
function topicOf(attributes) {
  for (const key of TOPIC_KEYS) {
    const topic = labelOf(attributes.get(key));
    if (topic !== void 0 && !PLUMBING2.test(topic)) return topic.replace(BROKER_PREFIX, "");
  }
  return void 0;
}
var TOPIC_KEYS = [
  "mqtt.topic",
  "messaging.destination.name",
  "message.topic",
  "messaging.destination",
  "messaging.destination_publish.name",
  "messaging.source",
  "topic",
  "messaging.destination.template"
];
var PLUMBING2 = /^(\$JS\.|_INBOX\.)/;
var BROKER_PREFIX = /^\$(share\/[^/]+|delayed\/\d+|queue)\//;
function deviceInTopic(topic, patterns) {
  for (const { name, expression } of patterns) {
    const deviceId = expression.exec(topic)?.[1];
    if (deviceId !== void 0 && deviceId !== "") return { deviceId, pattern: name };
  }
  return void 0;
}
function topicTemplate(topic, deviceIds) {
  const separator = topic.includes("/") ? "/" : ".";
  const isDotted = separator === ".";
  const whole = isDotted ? withoutDottedDevice(topic, deviceIds) : topic;
  return whole.split(separator).map((segment) => templateSegment(segment, deviceIds)).join(separator);
}
function templateSegment(segment, deviceIds) {
  if (segment !== "" && deviceIds.includes(segment)) return "{device}";
  if (segment.length < 4) return segment;
  return VARYING.test(segment) ? "{n}" : segment;
}
var VARYING = /^(\d{4,}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?=.*\d)[0-9a-f]{12,}|([0-9a-f]{2}[:-]){5,7}[0-9a-f]{2})$/i;
function withoutDottedDevice(topic, deviceIds) {
  for (const deviceId of deviceIds) {
    if (deviceId.includes(".") && `.${topic}.`.includes(`.${deviceId}.`)) {
      return `.${topic}.`.replace(`.${deviceId}.`, ".{device}.").slice(1, -1);
    }
  }
  return topic;
}

// shared/findings/notAMessage.ts
function isRequest({ attributes, kind }) {
  const trigger = labelOf(attributes.get("faas.trigger"));
  if (trigger === "http" || trigger === "datasource") return true;
  if (kind === "producer" || kind === "consumer") return false;
  return REQUEST_KEYS.some((key) => attributes.has(key));
}
var REQUEST_KEYS = [
  "http.request.method",
  "http.method",
  "http.route",
  "url.path",
  "rpc.system",
  "rpc.method",
  "graphql.operation.name"
];
function isScheduled({ attributes, operation }) {
  if (labelOf(attributes.get("faas.trigger")) === "timer" || attributes.has("faas.cron"))
    return true;
  return SCHEDULED.test(operation);
}
var SCHEDULED = /^([\w-]+[.:])?(cron|schedul\w*|timer|nightly|hourly|daily)([^a-z]|$)/i;
function isHousekeeping({ attributes, operation }) {
  if (HOUSEKEEPING.test(operation)) return true;
  const trigger = labelOf(attributes.get("rule.trigger"));
  if (trigger?.startsWith("$events/")) return true;
  return topicOf(attributes)?.startsWith("$SYS/") ?? false;
}
var HOUSEKEEPING = /^((client|broker|mqtt|emqx|session)[ ._])?((dis|re)?connect|(un)?subscribe|auth([nz]|enticate|orize)?(_backend)?|ping(req|resp)?|keep[-_ ]?alive|health([-_ ]?check)?)([^a-z]|$)/i;
var HAS_IS_REMOTE = 256;
var SAMPLED = 1;
function isUnsampled({ flags = 0 }) {
  return (flags & HAS_IS_REMOTE) !== 0 && (flags & SAMPLED) === 0;
}

// shared/findings/orphanHead.ts
function headlessWays({ trace, route, context }) {
  if (linksUpstream(trace)) return [];
  const ways = [];
  const toldRow = contextlessRow(trace);
  if (toldRow !== -1) ways.push({ way: "O1", row: toldRow });
  if (route === void 0 || !context.isSettled) return ways;
  const entries2 = route.entryStages ?? DEFAULT_ENTRY_STAGES;
  const heads = headsOf(trace);
  const suspects = heads.filter((head) => !isBegunOtherwise(trace, head));
  const parentless = suspects.filter(({ rootRow }) => !isDangling(trace, rootRow));
  const misplaced = parentless.filter(({ stage }) => !entries2.includes(stage) && stage !== "db");
  const dangling = suspects.filter(({ rootRow }) => isDangling(trace, rootRow));
  const unexported = unexportedParents(trace, route, dangling);
  const torn = dangling.filter(({ rootRow }) => !unexported.has(parentIdOf(trace, rootRow)));
  const [firstTorn] = torn;
  const [firstMisplaced] = misplaced;
  if (firstTorn !== void 0) {
    const danglingParentId = parentIdOf(trace, firstTorn.rootRow);
    ways.push({ way: "O3", row: firstTorn.row, danglingParentId });
  }
  if (firstMisplaced !== void 0 && firstMisplaced === heads[0]) {
    ways.push({ way: "O2", row: firstMisplaced.row });
  }
  const first2 = firstTorn ?? firstMisplaced;
  const isHeadless = trace.rowsOf.device.length === 0 && trace.rowsOf.broker.length === 0;
  if (isHeadless && first2 !== void 0) ways.push({ way: "O4", row: first2.row });
  return ways;
}
function headsOf(trace) {
  const { parent, stages } = trace;
  const rootOf2 = [];
  const isOnPath = [];
  const heads = [];
  for (const [row, stage] of stages.entries()) {
    const above = parent[row] ?? -1;
    const rootRow = rootOf2[above] ?? row;
    const isBelowPath = isOnPath[above] ?? false;
    rootOf2.push(rootRow);
    isOnPath.push(isBelowPath || stage !== "other");
    if (stage !== "other" && !isBelowPath) heads.push({ row, stage, rootRow });
  }
  return heads.sort((a, b) => spanAt(trace, a.row).startUs - spanAt(trace, b.row).startUs);
}
function isBegunOtherwise(trace, { row, rootRow, stage }) {
  const span = spanAt(trace, row);
  const root = spanAt(trace, rootRow);
  if (stage === "device" || root.resource.service !== span.resource.service) return true;
  if ((root !== span || stage === "function") && isRequest(root)) return true;
  return [span, root].some(
    (each) => isScheduled(each) || isHousekeeping(each) || isUnsampled(each)
  );
}
function unexportedParents(trace, route, dangling) {
  const ids = /* @__PURE__ */ new Set();
  if (trace.rowsOf.device.length > 0) return ids;
  const allowed = route.unexportedParentOk ?? DEFAULT_UNEXPORTED_PARENT_OK;
  const firstSubscriber = dangling.find(({ stage }) => stage === "subscriber");
  for (const head of dangling) {
    const isFirst = head.stage !== "subscriber" || head === firstSubscriber;
    if (isFirst && allowed.includes(head.stage)) ids.add(parentIdOf(trace, head.rootRow));
  }
  return ids;
}
function parentIdOf(trace, row) {
  return spanAt(trace, row).parentSpanId ?? "";
}
function linksUpstream(trace) {
  return trace.spans.some((span, row) => trace.stages[row] !== "db" && linksElsewhere(span));
}
function linksElsewhere({ links, traceId }) {
  return links.some((link) => link.traceId !== traceId && !/^0*$/.test(link.traceId));
}
var MISSING_CONTEXT_KEYS = [
  "mqtt.missing_context",
  "messaging.mqtt.missing_context",
  "messaging.missing_context",
  "nats.missing_context"
];
function contextlessRow(trace) {
  return trace.spans.findIndex(
    ({ attributes }) => MISSING_CONTEXT_KEYS.some((key) => isTrue(attributes.get(key)))
  );
}

// shared/findings/orphanTail.ts
function isTailless({ trace, route, context }) {
  if (route === void 0 || !context.isSettled || wasTaken(trace)) return false;
  if (context.linkedFrom !== void 0 && context.linkedFrom.length > 0) return false;
  const isUnderWay = spansIn(trace, "device").some(isReading) || spansIn(trace, "broker").some((span) => isReading(span) && handlesMessage(span));
  return isUnderWay && !goesOnElsewhere(trace);
}
function wasTaken({ rowsOf }) {
  return ["subscriber", "rule", "function", "db"].some(
    (stage) => rowsOf[stage].length > 0
  );
}
function isReading(span) {
  return !isHousekeeping(span) && !TO_DEVICE.test(topicOf(span.attributes) ?? "");
}
var TO_DEVICE = /(^|[/.])(cmd|commands?|ota|downlink|desired|delta|config(uration)?|set|rpc)([/.]|$)/i;
function handlesMessage({ attributes, operation }) {
  return topicOf(attributes) !== void 0 || HANDLING.test(operation);
}
var HANDLING = /publish|forward|route|deliver|message/i;
function goesOnElsewhere(trace) {
  const heads = [...spansIn(trace, "device"), ...spansIn(trace, "broker")];
  const services = new Set(heads.map(({ resource }) => resource.service));
  return trace.rowsOf.other.some((row) => {
    return trace.parent[row] !== -1 && !services.has(spanAt(trace, row).resource.service);
  });
}

// shared/findings/orphan.ts
function findOrphan(input) {
  const found = [...headlessWays(input)];
  if (isTailless(input)) found.push({ way: "O5", row: lastHeadRow(input.trace) });
  for (const way of WAYS) {
    const named = found.find((candidate) => candidate.way === way);
    if (named === void 0) continue;
    const ways = WAYS.filter((each) => found.some((candidate) => candidate.way === each));
    return [toFinding2(input, named, ways)];
  }
  return [];
}
var WAYS = ["O1", "O3", "O4", "O2", "O5"];
function toFinding2(input, orphan, ways) {
  const { way, row } = orphan;
  const stage = way === "O5" ? missingNext(input) : input.trace.stages[row] ?? "other";
  return {
    kind: "orphan",
    severity: "warning",
    spanIds: spanIdsOf(input.trace, [row]),
    stage,
    evidence: evidenceOf2(input, orphan, ways),
    thresholds: {},
    summary: summaryOf(way, stage),
    orphanWay: way
  };
}
function summaryOf(way, stage) {
  switch (way) {
    case "O1":
      return "orphan: message without context";
    case "O2":
      return `orphan: begins at the ${STAGE_LABELS[stage]}`;
    case "O3":
      return "orphan: parent span missing";
    case "O4":
      return "orphan: no device or broker";
    case "O5":
      return "orphan: nobody took the message";
  }
}
function evidenceOf2({ trace, device }, { row, danglingParentId }, ways) {
  const { resource, operation, attributes } = spanAt(trace, row);
  const protocolVersion = labelOf(attributes.get("network.protocol.version"));
  return {
    ways,
    service: clip(resource.service, MAX_LABEL_LENGTH),
    operation: clip(operation, MAX_LABEL_LENGTH),
    ...danglingParentId !== void 0 && { danglingParentId },
    ...device.topicTemplate && { topicTemplate: device.topicTemplate.value },
    ...device.firmware && { firmware: device.firmware.value },
    ...protocolVersion !== void 0 && { protocolVersion }
  };
}
function lastHeadRow(trace) {
  return trace.rowsOf.broker.at(-1) ?? trace.rowsOf.device.at(-1) ?? 0;
}
function missingNext({ trace, route }) {
  const seen2 = PATH_STAGES.filter((stage) => trace.rowsOf[stage].length > 0);
  const missing = route === void 0 ? [] : missingStagesOf(route, seen2);
  return missing.find((stage) => stage !== "device") ?? "subscriber";
}

// shared/pipeline/message.ts
function qosOf(attributes) {
  for (const key of QOS_KEYS) {
    const qos = attributeNumber(attributes.get(key));
    if (qos !== void 0) return qos;
  }
  return void 0;
}
var QOS_KEYS = ["mqtt.qos", "message.qos", "messaging.mqtt.qos", "mqtt.message.qos"];
function messageIdOf(attributes) {
  for (const key of MESSAGE_ID_KEYS) {
    const id = textOf2(attributes, key);
    if (id !== void 0) return id;
  }
  return void 0;
}
var MESSAGE_ID_KEYS = ["messaging.message.id", "message.msgid", "mqtt.message_id"];
function isRetained(attributes) {
  return RETAIN_KEYS.some((key) => isTrue(attributes.get(key)));
}
var RETAIN_KEYS = [
  "mqtt.retain",
  "mqtt.retained",
  "mqtt.message.retained",
  "messaging.mqtt.retain",
  "messaging.mqtt.retained",
  "message.retain"
];
function deliveryDelayUs(attributes) {
  for (const key of TOPIC_KEYS) {
    const seconds = /^\$delayed\/(\d{1,8})\//.exec(labelOf(attributes.get(key)) ?? "")?.[1];
    if (seconds !== void 0) return Number(seconds) * 1e6;
  }
  return 0;
}
function isRedelivery(attributes) {
  return DUP_KEYS.some((key) => isTrue(attributes.get(key)));
}
var DUP_KEYS = ["mqtt.dup", "messaging.mqtt.dup", "message.dup", "mqtt.message.dup"];

// shared/findings/qos0Instant.ts
function findQos0Instant({ trace, context }) {
  const { instantPublishUs } = context.thresholds;
  const rows = trace.rowsOf.device.filter((row) => isInstant(trace, row, instantPublishUs));
  const [firstRow] = rows;
  if (firstRow === void 0) return [];
  const first2 = spanAt(trace, firstRow);
  const durationUs = Math.max(0, first2.durationUs);
  const qos = qosOf(first2.attributes);
  return [
    {
      kind: "qos0-instant",
      severity: "info",
      spanIds: spanIdsOf(trace, rows),
      stage: "device",
      evidence: { durationUs, ...qos !== void 0 && { qos } },
      thresholds: { instantPublishUs },
      summary: `QoS 0 publish ${briefDuration(durationUs)}`
    }
  ];
}
var PUBLISH = STAGE_EVIDENCES.indexOf("publish");
function isInstant(trace, row, instantPublishUs) {
  const span = spanAt(trace, row);
  if (trace.evidence[row] !== PUBLISH || span.durationUs >= instantPublishUs) return false;
  const qos = qosOf(span.attributes);
  if (qos !== void 0) return qos === 0;
  return speaksMqtt(span) && !isAcknowledged(trace, span);
}
function speaksMqtt({ attributes }) {
  const system = attributes.get("messaging.system");
  return typeof system !== "string" || !isNatsSystem(system);
}
function isAcknowledged(trace, span) {
  return span.attributes.has("mqtt.packet_id") || span.attributes.has("messaging.mqtt.packet_id") || span.events.some(({ name }) => ACKNOWLEDGED.test(name)) || spansIn(trace, "broker").some(({ operation }) => ACKNOWLEDGED.test(operation));
}
var ACKNOWLEDGED = /pub(ack|rec|comp)|acknowledg|\back(ed)?\b/i;

// shared/findings/queueGap.ts
function findQueueGaps(input) {
  const { trace, hops, context } = input;
  const { queueGapWarnUs, queueGapCriticalUs } = context.thresholds;
  const findings = [];
  for (const hop of hops) {
    if (hop.gapUs <= queueGapWarnUs) continue;
    const gapUs = hop.gapUs - requestedDelayUs(trace, hop);
    if (gapUs <= queueGapWarnUs || isExplained(trace, hop)) continue;
    findings.push({
      kind: "queue-gap",
      severity: gapUs > queueGapCriticalUs ? "critical" : "warning",
      spanIds: spanIdsOf(trace, [hop.fromRow, hop.toRow]),
      stage: hop.to,
      evidence: evidenceOf3(input, hop, gapUs),
      thresholds: { queueGapWarnUs, queueGapCriticalUs },
      summary: `queue gap ${briefDuration(gapUs)}`
    });
  }
  return findings;
}
function isExplained(trace, hop) {
  const { attributes } = spanAt(trace, hop.toRow);
  if (isInitGap(trace, hop) || isClockBehind(trace, hop)) return true;
  if (leavesBroker(hop) && isRetained(attributes)) return true;
  return hop.to === "function" && attributes.get("faas.trigger") === "timer";
}
function leavesBroker({ from, to }) {
  return (from === "device" || from === "broker") && to !== "broker";
}
function isClockBehind(trace, { from, to, fromRow, toRow }) {
  if (from !== "device" || to !== "broker") return false;
  const qos = qosOf(spanAt(trace, fromRow).attributes) ?? 0;
  return qos >= 1 && RECEIPT.test(spanAt(trace, toRow).operation);
}
var RECEIPT = /^(client\.publish|process_message)$|\binbound publish\b/i;
function requestedDelayUs(trace, hop) {
  if (!leavesBroker(hop)) return 0;
  let delayUs = 0;
  for (const { attributes } of [...spansIn(trace, "device"), ...spansIn(trace, "broker")]) {
    delayUs = Math.max(delayUs, deliveryDelayUs(attributes));
  }
  return delayUs;
}
function evidenceOf3({ trace, device }, hop, gapUs) {
  const from = spanAt(trace, hop.fromRow);
  const to = spanAt(trace, hop.toRow);
  const qos = qosOf(from.attributes);
  const batchSize = to.links.length;
  return {
    fromStage: hop.from,
    toStage: hop.to,
    fromService: clip(from.resource.service, MAX_LABEL_LENGTH),
    toService: clip(to.resource.service, MAX_LABEL_LENGTH),
    gapUs,
    traceShareRatio: traceShare(trace, gapUs),
    ...qos !== void 0 && { qos },
    ...device.topicTemplate && { topicTemplate: device.topicTemplate.value },
    ...batchSize > 1 && { batchSize },
    ...sharesOf(trace, hop, gapUs)
  };
}
function sharesOf(trace, hop, gapUs) {
  if (!leavesBroker(hop)) return {};
  let deliveredUs = Number.NEGATIVE_INFINITY;
  for (const span of spansIn(trace, "broker")) {
    deliveredUs = Math.max(deliveredUs, deliveryUs(span) ?? deliveredUs);
  }
  if (!Number.isFinite(deliveredUs)) return {};
  const { startUs } = spanAt(trace, hop.toRow);
  const receiverShareUs = Math.min(gapUs, Math.max(0, startUs - deliveredUs));
  return { brokerShareUs: gapUs - receiverShareUs, receiverShareUs };
}
function deliveryUs(span) {
  const latencyMs = attributeNumber(span.attributes.get("mqtt.delivery_latency_ms"));
  if (latencyMs !== void 0) return span.startUs + latencyMs * 1e3;
  return DELIVERY.test(span.operation) ? spanEndUs(span) : void 0;
}
var DELIVERY = /^(broker\.publish|message\.deliver|send_published_message)$/;

// shared/findings/redelivery.ts
function repeatedMessages(trace) {
  const rows = trace.rowsOf.subscriber;
  const repeated = repeatedRows(trace, rows, messageKey).map(
    (group) => ({ way: "message", rows: group })
  );
  if (repeated.length > 0) return repeated;
  for (const row of rows) {
    const deliveryCount = deliveryCountOf(spanAt(trace, row));
    if (deliveryCount > 1) return [{ way: "message", rows: [row], deliveryCount }];
  }
  return [];
}
function repeatedInvocations(trace) {
  return repeatedRows(trace, trace.rowsOf.function, invocationKey).map((group) => {
    return { way: "invocation", rows: group };
  });
}
function messageKey(span) {
  const id = messageIdOf(span.attributes);
  if (id === void 0) return void 0;
  const group = firstLabel(span.attributes, GROUP_KEYS) ?? "";
  return `${span.resource.service}
${span.operation}
${group}
${id}`;
}
var GROUP_KEYS = [
  "messaging.consumer.group.name",
  "messaging.kafka.consumer.group",
  "messaging.nats.consumer.group",
  "messaging.destination.subscription.name"
];
function invocationKey({ attributes }) {
  return textOf2(attributes, "faas.invocation_id") ?? textOf2(attributes, "faas.execution");
}
function repeatedRows(trace, rows, keyOf) {
  if (rows.length < 2) return [];
  const rowsOfKey = /* @__PURE__ */ new Map();
  for (const row of rows) {
    const key = keyOf(spanAt(trace, row));
    if (key === void 0) continue;
    const known = rowsOfKey.get(key);
    if (known === void 0) rowsOfKey.set(key, [row]);
    else if (known.length < MAX_FINDING_SPANS && !known.some((other) => isSameWork(trace, other, row))) {
      known.push(row);
    }
  }
  return [...rowsOfKey.values()].filter((group) => group.length > 1);
}
var MAX_NESTING = 32;
function isSameWork(trace, row, later) {
  const a = spanAt(trace, row);
  const b = spanAt(trace, later);
  if (a.spanId === b.spanId || isReplica(a, b)) return true;
  let above = trace.parent[later] ?? -1;
  for (let step = 0; step < MAX_NESTING && above !== -1; step++) {
    if (above === row) return true;
    above = trace.parent[above] ?? -1;
  }
  return false;
}
function isReplica(a, b) {
  const instanceA = textOf2(a.resource.attributes, "service.instance.id");
  const instanceB = textOf2(b.resource.attributes, "service.instance.id");
  if (instanceA === void 0 || instanceB === void 0 || instanceA === instanceB) return false;
  return b.startUs < spanEndUs(a) && a.startUs < spanEndUs(b);
}
function deliveryCountOf({ attributes }) {
  const acknowledgement = firstLabel(attributes, REPLY_KEYS);
  const counted = acknowledgement === void 0 ? 0 : jetStreamDeliveries(acknowledgement);
  if (counted > 0) return counted;
  return isRedelivery(attributes) ? 2 : 1;
}
var REPLY_KEYS = [
  "messaging.nats.message.reply_to",
  "messaging.nats.reply_to",
  "nats.reply_to"
];
function jetStreamDeliveries(subject) {
  const tokens = subject.split(".");
  if (tokens[0] !== "$JS" || tokens[1] !== "ACK") return 0;
  const delivered = Number(tokens.length >= 11 ? tokens[6] : tokens[4]);
  return Number.isInteger(delivered) ? delivered : 0;
}

// shared/findings/retriedSiblings.ts
function retriedSiblings(trace, toleranceUs) {
  const retries = [];
  for (const rows of groupSiblings(trace)) {
    for (const attempts of chainAttempts(trace, rows, toleranceUs)) {
      if (attempts.length > 1) retries.push({ way: "sibling", rows: attempts });
    }
  }
  return retries;
}
function chainAttempts(trace, rows, toleranceUs) {
  const chains = [];
  const waiting = [];
  for (const row of rows) {
    const chain = waiting.find((open) => isNextAttempt(trace, open.at(-1) ?? -1, row, toleranceUs));
    if (chain !== void 0) {
      chain.push(row);
      if (!trace.failed[row]) waiting.splice(waiting.indexOf(chain), 1);
    } else if (trace.failed[row]) {
      const opened = [row];
      chains.push(opened);
      waiting.push(opened);
      if (waiting.length > MAX_WAITING) waiting.shift();
    }
  }
  return chains;
}
var MAX_WAITING = 32;
function groupSiblings(trace) {
  const groups = /* @__PURE__ */ new Map();
  for (const [row, span] of trace.spans.entries()) {
    if (trace.failed[row] && span.parentSpanId !== void 0) groups.set(siblingKey(span), []);
  }
  if (groups.size === 0) return [];
  for (const [row, span] of trace.spans.entries()) groups.get(siblingKey(span))?.push(row);
  return [...groups.values()];
}
function siblingKey({ parentSpanId, resource, operation }) {
  return `${parentSpanId} ${resource.service}
${operation}`;
}
function isNextAttempt(trace, lastRow, row, toleranceUs) {
  const last = spanAt(trace, lastRow);
  const next = spanAt(trace, row);
  if (trace.stages[row] === "subscriber" || last.spanId === next.spanId) return false;
  if (next.startUs < spanEndUs(last) - toleranceUs) return false;
  return hasEqualTarget(last.attributes, next.attributes);
}
var TARGETS = [
  ["server.address", "net.peer.name", "network.peer.address", "net.peer.ip", "net.sock.peer.addr"],
  ["server.port", "net.peer.port", "network.peer.port"],
  ["peer.service"],
  ["device.id"],
  ["db.namespace", "db.name"],
  ["db.collection.name", "db.sql.table", "db.mongodb.collection"],
  ["db.operation.name", "db.operation"],
  ["db.query.summary"],
  ["db.query.text", "db.statement"],
  TOPIC_KEYS,
  ["messaging.message.id", "message.msgid", "mqtt.message_id"],
  ["url.full", "http.url", "http.target", "url.path"],
  ["rule.name", "rule.id", "ruleName"],
  ["function.name", "faas.name", "faas.invoked_name"]
];
function hasEqualTarget(a, b) {
  for (const keys of TARGETS) {
    const ofA = firstText(a, keys);
    const ofB = firstText(b, keys);
    if (ofA !== void 0 && ofB !== void 0 && ofA !== ofB) return false;
  }
  return true;
}
function firstText(attributes, keys) {
  for (const key of keys) {
    const value = attributes.get(key);
    if (value !== void 0) return attributeText(value);
  }
  return void 0;
}

// shared/findings/retry.ts
function findRetries(input) {
  const { trace, context } = input;
  const groups = [
    ...repeatedMessages(trace),
    ...repeatedInvocations(trace),
    ...retriedSiblings(trace, context.thresholds.retryOverlapToleranceUs)
  ];
  return distinct(groups).slice(0, MAX_RETRIES).map((attempts) => toFinding3(input, { ...attempts, rows: byStart2(trace, attempts.rows) }));
}
var MAX_RETRIES = 5;
function distinct(groups) {
  const told = /* @__PURE__ */ new Set();
  return groups.toSorted((a, b) => b.rows.length - a.rows.length).filter(({ rows }) => {
    const isNew2 = rows.some((row) => !told.has(row));
    for (const row of rows) told.add(row);
    return isNew2;
  });
}
function byStart2(trace, rows) {
  return rows.toSorted((a, b) => spanAt(trace, a).startUs - spanAt(trace, b).startUs);
}
function toFinding3({ trace, context }, attempts) {
  const { way, rows, deliveryCount } = attempts;
  const spans = rows.map((row) => spanAt(trace, row));
  const attemptCount = Math.max(rows.length, deliveryCount ?? 0);
  const isRecovered = !trace.failed[rows.at(-1) ?? -1];
  let waitedUs = 0;
  for (const [index, span] of spans.entries()) {
    const before = spans[index - 1];
    if (before !== void 0) waitedUs += Math.max(0, span.startUs - spanEndUs(before));
  }
  const { retryOverlapToleranceUs } = context.thresholds;
  return {
    kind: "retry",
    severity: isRecovered ? "warning" : "critical",
    spanIds: spanIdsOf(trace, rows),
    stage: trace.stages[rows[0] ?? -1] ?? "other",
    evidence: {
      way,
      attemptCount,
      outcome: isRecovered ? "success" : "error",
      waitedUs,
      operation: clip(spans[0]?.operation ?? "", 200)
    },
    thresholds: way === "sibling" ? { retryOverlapToleranceUs } : {},
    summary: summaryOf2(way, attemptCount, isRecovered)
  };
}
function summaryOf2(way, attemptCount, isRecovered) {
  const outcome = isRecovered ? "then ok" : "failed";
  if (way === "message") return `delivered ${attemptCount} times, ${outcome}`;
  return `retry: ${attemptCount} attempts, ${outcome}`;
}

// shared/findings/ruleMiss.ts
function findRuleMiss({ trace, context }) {
  if (!context.isSettled) return [];
  if (trace.rowsOf.function.length > 0 || trace.rowsOf.db.length > 0) return [];
  const missedRows = trace.rowsOf.rule.filter((row) => matchOf(trace, row) === false);
  if (missedRows.length === 0) return [];
  if (trace.rowsOf.rule.some((row) => matchOf(trace, row) === true)) return [];
  const names = ruleNames(trace, missedRows);
  return [
    {
      kind: "rule-miss",
      severity: "warning",
      spanIds: spanIdsOf(trace, missedRows),
      stage: "rule",
      evidence: { ...names.length > 0 && { ruleNames: names }, missCount: missedRows.length },
      thresholds: {},
      summary: names.length === 1 ? `rule miss ${names[0]}` : "rule miss"
    }
  ];
}
var MAX_NAMES = 5;
function matchOf(trace, row) {
  const { operation, attributes } = spanAt(trace, row);
  if (operation === "broker.rule_engine.action") return true;
  return attributes.has("rule.matched") ? isMatch(attributes.get("rule.matched")) : void 0;
}
function isMatch(value) {
  if (typeof value === "string") return !/^(|false|0|no|none)$/i.test(value.trim());
  return Boolean(value);
}
function ruleNames(trace, rows) {
  const names = /* @__PURE__ */ new Set();
  for (const row of rows) {
    const name = ruleNameOf(spanAt(trace, row));
    if (name !== void 0 && names.size < MAX_NAMES) names.add(name);
  }
  return [...names];
}

// shared/findings/typeConflictText.ts
function parseTypeConflict(text) {
  const head = text.slice(0, MAX_TEXT_LENGTH);
  return parseInflux(head) ?? parsePostgres(head) ?? parseElasticsearch(head);
}
function isTypeSqlState(code) {
  return /^(22P02|42804|22003)$/.test(code);
}
var MAX_TEXT_LENGTH = 4096;
function parseInflux(text) {
  if (/field type conflict/i.test(text)) {
    const said = /input field "?([^"]+?)"? on measurement "?([^"]+?)"? is type (\w+), already exists as type (\w+)/i.exec(
      text
    );
    return conflict("influxdb", said?.[1], said?.[2], said?.[3], said?.[4]);
  }
  const column = /invalid (?:column|field) type for column '?([^',]+)'?, expected ([\w:]+), got ([\w:]+)/i.exec(
    text
  );
  if (column === null) return void 0;
  return conflict("influxdb", column[1], void 0, lastWord(column[3]), lastWord(column[2]));
}
function parsePostgres(text) {
  const sqlState = sqlStateIn(text);
  const otherType = /column "([^"]+)" is of type ([\w ]+?) but expression is of type ([\w ]+)/i.exec(text);
  if (otherType !== null) {
    const [, field, expected, received] = otherType;
    return withState(conflict("postgresql", field, table(text), received, expected), sqlState);
  }
  const badText = /invalid input syntax for (?:type )?([a-z][\w ]*?): "/i.exec(text);
  if (badText !== null) {
    const field = /\bcolumn "?(\w+)"?/i.exec(text.slice(badText.index))?.[1];
    return withState(conflict("postgresql", field, table(text), "text", badText[1]), sqlState);
  }
  if (sqlState !== void 0) return withState(conflict("postgresql"), sqlState);
  const isOutOfRange = /numeric field overflow|value "[^"]*" is out of range for type/i.test(text);
  return isOutOfRange ? conflict("postgresql") : void 0;
}
function sqlStateIn(text) {
  const lettered = /\b22P02\b/.exec(text)?.[0];
  const framed = /\b(?:SQLSTATE|state|code|ERROR)\W{1,4}(42804|22003)\b|[[(](42804|22003)[\])]|^(42804|22003):/i.exec(
    text
  );
  return lettered ?? framed?.[1] ?? framed?.[2] ?? framed?.[3];
}
function parseElasticsearch(text) {
  const changed = /mapper \[([^\]]+)\] cannot be changed from type \[([^\]]+)\] to \[([^\]]+)\]/i.exec(text);
  if (changed !== null) {
    return conflict("elasticsearch", changed[1], void 0, changed[3], changed[2]);
  }
  const parsed = /failed to parse field \[([^\]]+)\] of type \[([^\]]+)\]/i.exec(text);
  if (parsed === null && !/(mapper|document)_parsing_exception/i.test(text)) return void 0;
  const asObject = /tried to parse field \[([^\]]+)\] as object/i.exec(text);
  return conflict("elasticsearch", parsed?.[1] ?? asObject?.[1], void 0, void 0, parsed?.[2]);
}
function conflict(dialect, field, measurement, receivedType, expectedType) {
  return {
    dialect,
    ...field && { field: field.trim() },
    ...measurement && { measurement: measurement.trim() },
    ...receivedType && { receivedType: receivedType.trim() },
    ...expectedType && { expectedType: expectedType.trim() }
  };
}
function withState(found, sqlState) {
  return sqlState === void 0 ? found : { ...found, sqlState };
}
function table(text) {
  return /\b(?:relation|table|COPY) "?(\w+)"?/.exec(text)?.[1];
}
function lastWord(path) {
  return path?.split("::").at(-1);
}

// shared/findings/typeConflict.ts
function findTypeConflicts(input) {
  const { trace } = input;
  if (!trace.failed.includes(true)) return [];
  const written = conflictsIn(trace, trace.rowsOf.db, conflictOfWrite);
  const told = written.length > 0 ? written : conflictsIn(trace, trace.spans.keys(), conflictTold);
  return byField(told).slice(0, MAX_FIELDS).map((found) => toFinding4(input, found));
}
function byField(told) {
  const ofField = /* @__PURE__ */ new Map();
  for (const found of told) {
    const field = found.conflict.field ?? "";
    const known = ofField.get(field);
    if (known === void 0) ofField.set(field, [found]);
    else known.push(found);
  }
  return [...ofField.values()];
}
var MAX_FIELDS = 5;
var MAX_TEXT_LENGTH2 = 300;
function conflictsIn(trace, rows, read) {
  const found = [];
  for (const row of rows) {
    const told = trace.failed[row] ? read(spanAt(trace, row)) : void 0;
    if (told !== void 0) found.push({ row, ...told });
  }
  return found;
}
function conflictOfWrite(span) {
  const told = conflictTold(span);
  const sqlState = sqlStateOf(span);
  if (sqlState === void 0) return told;
  return { ...told, conflict: { dialect: "postgresql", ...told?.conflict, sqlState } };
}
function conflictTold(span) {
  for (const text of failureTexts(span)) {
    const conflict2 = parseTypeConflict(text);
    if (conflict2 !== void 0) return { conflict: conflict2, text };
  }
  return void 0;
}
var SQL_STATE_KEYS = [
  "db.response.status_code",
  "error.type",
  "db.sql.state",
  "sqlstate"
];
function sqlStateOf({ attributes }) {
  for (const key of SQL_STATE_KEYS) {
    const code = firstLabel(attributes, [key]);
    if (code !== void 0 && isTypeSqlState(code)) return code;
  }
  return void 0;
}
function toFinding4(input, found) {
  const [first2] = found;
  if (first2 === void 0) throw new RangeError("a finding needs a conflict");
  const { trace } = input;
  const { field, sqlState } = first2.conflict;
  return {
    kind: "type-conflict",
    severity: "critical",
    spanIds: spanIdsOf(
      trace,
      found.map(({ row }) => row)
    ),
    stage: trace.stages[first2.row] ?? "db",
    evidence: evidenceOf4(input, first2),
    thresholds: {},
    summary: `type conflict ${clip(field ?? sqlState ?? "", 80)}`.trimEnd()
  };
}
var COLLECTION_KEYS = ["db.collection.name", "db.sql.table", "db.influxdb.measurement"];
function evidenceOf4({ trace, device }, { row, conflict: conflict2, text }) {
  const { field, receivedType, expectedType, sqlState, dialect } = conflict2;
  const measurement = conflict2.measurement ?? firstLabel(spanAt(trace, row).attributes, COLLECTION_KEYS);
  return {
    dialect,
    ...field && { field: clip(field, MAX_TEXT_LENGTH2) },
    ...measurement && { measurement: clip(measurement, MAX_TEXT_LENGTH2) },
    ...receivedType && { receivedType },
    ...expectedType && { expectedType },
    ...sqlState && { sqlState },
    ...device.firmware && { firmware: device.firmware.value },
    ...text && { errorText: clip(text, MAX_TEXT_LENGTH2) }
  };
}

// shared/findings/detectFindings.ts
function detectFindings(input) {
  const ends = [...findBrokerDrop(input), ...findRuleMiss(input)];
  const orphans = findOrphan(input).filter(
    ({ orphanWay }) => ends.length === 0 || orphanWay !== "O5"
  );
  return [
    ...ends,
    ...orphans,
    ...findTypeConflicts(input),
    ...findQueueGaps(input),
    ...findColdStart(input),
    ...findRetries(input),
    ...findQos0Instant(input)
  ];
}

// shared/pipeline/deviceIdentity.ts
function resolveDevice(trace, rules = {}) {
  const patterns = rules.topicPatterns ?? DEFAULT_TOPIC_PATTERNS;
  const topic = resolveTopic(trace);
  const named = topic && deviceInTopic(topic.value, patterns);
  const deviceId = resolveDeviceId(trace) ?? byTopic(named) ?? fromBaggage(trace, DEVICE_BAGGAGE);
  const firmware = resolveFirmware(trace, rules) ?? fromBaggage(trace, FIRMWARE_BAGGAGE);
  const identity = {};
  if (deviceId !== void 0) identity.deviceId = deviceId;
  if (firmware !== void 0) identity.firmware = firmware;
  if (topic !== void 0) {
    const deviceIds = [deviceId?.value ?? "", named?.deviceId ?? ""];
    identity.topicTemplate = { value: topicTemplate(topic.value, deviceIds), rule: topic.rule };
  }
  return identity;
}
var DEVICE_RULES = [
  { key: "device.id", place: "span" },
  { key: "device.id", place: "resource" },
  { key: "message.from", place: "span" },
  { key: "client.clientid", place: "span" },
  { key: "messaging.client.id", place: "span", isValid: isDevicesPublish },
  { key: "messaging.client_id", place: "span", isValid: isDevicesPublish },
  { key: "thing.name", place: "span" },
  { key: "thing.name", place: "resource" }
];
var PUBLISH2 = STAGE_EVIDENCES.indexOf("publish");
function isDevicesPublish(trace, row, { attributes }) {
  if (trace.stages[row] !== "device" || trace.evidence[row] !== PUBLISH2) return false;
  return labelOf(attributes.get("messaging.system"))?.toLowerCase() === "mqtt";
}
var DEVICE_BAGGAGE = ["baggage.device.id", "baggage.device_id", "device_id", "deviceId"];
var FIRMWARE_BAGGAGE = [
  "baggage.device.firmware",
  "baggage.firmware_version",
  "firmware_version"
];
var DEVICE_KEYS = [
  ...new Set(DEVICE_RULES.map(({ key }) => key)),
  ...DEVICE_BAGGAGE
];
function clientName(name) {
  if (name === void 0 || name.startsWith("$") || name === "http_api") return void 0;
  return name;
}
function resolveDeviceId(trace) {
  for (const { key, place: place2, isValid } of DEVICE_RULES) {
    const value = firstLabelled(trace, key, place2, isValid);
    if (value !== void 0) return { value, rule: `${place2} ${key}` };
  }
  return void 0;
}
function byTopic(named) {
  if (named === void 0 || clientName(named.deviceId) === void 0) return void 0;
  return { value: named.deviceId, rule: `topic ${named.pattern}` };
}
var FIRMWARE_KEYS = [
  "device.firmware",
  "device.firmware.version",
  "firmware.version",
  "fw.version",
  "hw.firmware_version"
];
var DEVICE_RESOURCE_KEYS = ["service.version", "os.version"];
var FIRMWARE_SOURCE_KEYS = [
  ...FIRMWARE_KEYS,
  ...DEVICE_RESOURCE_KEYS,
  ...FIRMWARE_BAGGAGE
];
var OWN_RESOURCE_KEYS = [
  "device.id",
  "device.model.identifier",
  "device.model.name",
  "device.manufacturer"
];
function resolveFirmware(trace, rules) {
  const keys = rules.firmwareKeys?.concat(FIRMWARE_KEYS) ?? FIRMWARE_KEYS;
  for (const key of keys) {
    for (const place2 of ["span", "resource"]) {
      const value = firstLabelled(trace, key, place2);
      if (value !== void 0) return { value, rule: `${place2} ${key}` };
    }
  }
  for (const row of trace.rowsOf.device) {
    const { attributes } = spanAt(trace, row).resource;
    if (!OWN_RESOURCE_KEYS.some((key) => attributes.has(key))) continue;
    for (const key of DEVICE_RESOURCE_KEYS) {
      const value = labelOf(attributes.get(key));
      if (value !== void 0) return { value, rule: `resource ${key}` };
    }
  }
  return void 0;
}
function resolveTopic(trace) {
  for (const stage of ["device", "broker", "subscriber", "rule", "function"]) {
    for (const row of trace.rowsOf[stage]) {
      const topic = topicOf(spanAt(trace, row).attributes);
      if (topic !== void 0) return { value: topic, rule: `${stage} span` };
    }
  }
  return void 0;
}
function fromBaggage(trace, keys) {
  for (const key of keys) {
    const value = firstLabelled(trace, key, "span");
    if (value !== void 0) return { value, rule: `baggage ${key}` };
  }
  return void 0;
}
function firstLabelled(trace, key, place2, isValid) {
  let lastResource;
  for (const stage of STAGES) {
    for (const row of trace.rowsOf[stage]) {
      const span = spanAt(trace, row);
      if (place2 === "resource" && span.resource === lastResource) continue;
      lastResource = span.resource;
      const { attributes } = place2 === "resource" ? span.resource : span;
      const value = attributes.get(key);
      if (value === void 0) continue;
      const name = clientName(labelOf(value));
      if (name !== void 0 && (isValid?.(trace, row, span) ?? true)) return name;
    }
  }
  return void 0;
}

// shared/pipeline/hops.ts
function hopsOf(trace, skewToleranceUs) {
  const entries2 = stageEntries(trace);
  const hops = [];
  for (const entry of entries2) {
    const upstream = upstreamOf(trace, entry, entries2);
    if (upstream !== void 0) hops.push(measure(trace, entry, upstream, skewToleranceUs));
  }
  return hops;
}
function stageEntries(trace) {
  const entries2 = [];
  for (const stage of PATH_STAGES) {
    const rows = trace.rowsOf[stage];
    let first2 = rows[0];
    if (first2 === void 0) continue;
    for (const row2 of rows) if (startOf(trace, row2) < startOf(trace, first2)) first2 = row2;
    const row = trace.entryOf[first2] ?? first2;
    const ancestorRow = pathAncestor(trace, row);
    entries2.push({ stage, row, startUs: startOf(trace, first2), ancestorRow });
  }
  return entries2;
}
function pathAncestor(trace, row) {
  let above = parentOf(trace, row);
  while (above !== -1) {
    if (trace.stages[above] !== "other" && trace.stages[above] !== trace.stages[row]) return above;
    above = parentOf(trace, above);
  }
  return -1;
}
function upstreamOf(trace, entry, entries2) {
  const ancestor = onPath(trace.stages[entry.ancestorRow]);
  if (ancestor !== void 0) {
    const sibling = entries2.findLast(
      (other) => (ancestor === "device" || other.ancestorRow === entry.ancestorRow) && isBeside(ancestor, other.stage, entry.stage) && other.startUs <= entry.startUs
    );
    if (sibling !== void 0) return { stage: sibling.stage, row: sibling.row, via: "order" };
    return { stage: ancestor, row: entry.ancestorRow, via: "parent" };
  }
  return linkedUpstream(trace, entry) ?? earlierInPath(entry, entries2);
}
function isBeside(ancestor, other, last) {
  return other !== ancestor && stageOrder(other) < stageOrder(last);
}
function linkedUpstream(trace, entry) {
  const span = spanAt(trace, entry.row);
  if (span.links.length === 0) return void 0;
  const linkedIds = new Set(
    span.links.filter(({ traceId }) => traceId === span.traceId).map(({ spanId }) => spanId)
  );
  if (linkedIds.size === 0) return void 0;
  let oldest;
  for (const [row, { spanId, startUs }] of trace.spans.entries()) {
    const stage = onPath(trace.stages[row]);
    if (!linkedIds.has(spanId) || stage === void 0 || stage === entry.stage) continue;
    if (oldest === void 0 || startUs < startOf(trace, oldest.row)) {
      oldest = { stage, row, via: "link" };
    }
  }
  return oldest;
}
function earlierInPath(entry, entries2) {
  const before = entries2.filter(({ stage }) => stageOrder(stage) < stageOrder(entry.stage));
  const upstream = before.findLast(({ startUs }) => startUs <= entry.startUs) ?? before.at(-1);
  return upstream && { stage: upstream.stage, row: upstream.row, via: "order" };
}
function measure(trace, entry, upstream, skewToleranceUs) {
  const sentUs = startOf(trace, upstream.row);
  const betweenUs = helpersDoneUs(trace, entry);
  const doneUs = Math.max(betweenUs, workDoneUs(trace, upstream.row, entry.startUs));
  const isFireAndForget = upstream.stage === "device" && qosOf(spanAt(trace, upstream.row).attributes) === 0;
  const sinceUs = isFireAndForget ? Math.max(betweenUs, sentUs) : doneUs;
  let timing = entry.startUs < doneUs ? "overlap" : "apart";
  if (entry.startUs < sentUs - skewToleranceUs) timing = "skew";
  return {
    from: upstream.stage,
    to: entry.stage,
    fromRow: upstream.row,
    toRow: entry.row,
    via: upstream.via,
    gapUs: timing === "apart" ? entry.startUs - sinceUs : 0,
    timing
  };
}
function helpersDoneUs(trace, { row, ancestorRow }) {
  let doneUs = Number.NEGATIVE_INFINITY;
  if (ancestorRow === -1) return doneUs;
  let above = parentOf(trace, row);
  while (above !== -1 && above !== ancestorRow) {
    doneUs = Math.max(doneUs, endOf(trace, above));
    above = parentOf(trace, above);
  }
  return doneUs;
}
function workDoneUs(trace, row, untilUs) {
  const stage = trace.stages[row] ?? "other";
  const run = trace.entryOf[row];
  let doneUs = endOf(trace, row);
  let above = parentOf(trace, row);
  while (above !== -1 && trace.entryOf[above] === run) {
    doneUs = Math.max(doneUs, endOf(trace, above));
    above = parentOf(trace, above);
  }
  for (const other of trace.rowsOf[stage]) {
    const span = spanAt(trace, other);
    if (trace.entryOf[other] !== run || span.startUs > untilUs) continue;
    if (stage === "broker" && ASIDE.test(span.operation)) continue;
    doneUs = Math.max(doneUs, spanEndUs(span));
  }
  return doneUs;
}
var ASIDE = /^(broker|client|emqx)\.pub(lish|ack|rec|rel|comp)$|^message\.deliver$/;
function onPath(stage) {
  return stage === "other" ? void 0 : stage;
}
function parentOf(trace, row) {
  return trace.parent[row] ?? -1;
}
function startOf(trace, row) {
  return spanAt(trace, row).startUs;
}
function endOf(trace, row) {
  return spanEndUs(spanAt(trace, row));
}

// shared/summary/bottleneck.ts
var MIN_SHARE = 0.1;
function findBottleneck(trace, hops, stages) {
  const totalUs = trace.endUs - trace.startUs;
  let worstUs = Math.max(0, totalUs * MIN_SHARE);
  let worstHop;
  for (const hop of hops) {
    if (!isWorse2(hop.gapUs, worstUs, worstHop)) continue;
    worstUs = hop.gapUs;
    worstHop = hop;
  }
  const ownUs = ownWorkUs(trace);
  let worstStage;
  for (const stage of stages) {
    const durationUs = Math.min(ownUs[stage.stage], stage.durationUs);
    if (!isWorse2(durationUs, worstUs, worstStage ?? worstHop)) continue;
    worstUs = durationUs;
    worstStage = stage;
  }
  if (worstStage !== void 0) {
    return { kind: "stage", stage: worstStage.stage, durationUs: worstUs };
  }
  return worstHop && {
    kind: "gap",
    fromStage: worstHop.from,
    stage: worstHop.to,
    durationUs: worstUs
  };
}
function isWorse2(durationUs, worstUs, worst) {
  return durationUs > worstUs || worst === void 0 && durationUs === worstUs && durationUs > 0;
}
function ownWorkUs(trace) {
  const { spans, parent } = trace;
  const ownUs = { device: 0, broker: 0, subscriber: 0, rule: 0, function: 0, db: 0, other: 0 };
  const coveredToUs = new Float64Array(spans.length);
  for (let row = 0; row < spans.length; row++) {
    const span = spans[row];
    const stage = trace.stages[row];
    if (span === void 0 || stage === void 0) continue;
    coveredToUs[row] = span.startUs;
    ownUs[stage] += spanEndUs(span) - span.startUs;
    const above = parent[row] ?? -1;
    const parentSpan = spans[above];
    const parentStage = trace.stages[above];
    if (parentSpan === void 0 || parentStage === void 0) continue;
    const fromUs = Math.max(span.startUs, coveredToUs[above] ?? 0);
    const toUs = Math.min(spanEndUs(span), spanEndUs(parentSpan));
    if (toUs <= fromUs) continue;
    coveredToUs[above] = toUs;
    ownUs[parentStage] -= toUs - fromUs;
  }
  for (const stage of STAGES) ownUs[stage] = Math.max(0, ownUs[stage]);
  return ownUs;
}

// shared/summary/traceSummary.ts
var RULES_VERSION = 2;

// shared/summary/summarizeTrace.ts
function summarizeTrace(spans, context) {
  const root = spans[0];
  if (root === void 0) throw new RangeError("a trace has at least one span");
  const trace = readPipeline(spans, readerOf(context));
  const device = resolveDevice(trace, context.identityRules);
  const names = resolveNames(trace);
  const isOfDevice = device.deviceId !== void 0 || device.topicTemplate !== void 0;
  const route = routeOf(trace, context.routes, isOfDevice);
  const hops = hopsOf(trace, context.thresholds.clockSkewToleranceUs);
  const stages = summarizeStages(trace, hops);
  const findings = detectFindings({ trace, hops, route, device, names, context });
  const seen2 = PATH_STAGES.filter((stage) => trace.rowsOf[stage].length > 0);
  const lastStage = seen2.at(-1);
  const missingStages = route === void 0 ? [] : missingOf(route, seen2, findings, context);
  const bottleneck = findBottleneck(trace, hops, stages);
  const entry = rootSpan(trace);
  const summary = {
    traceId: root.traceId,
    startUs: trace.startUs,
    durationUs: trace.endUs - trace.startUs,
    spanCount: spans.length,
    errorCount: countTrue(trace.failed),
    services: servicesByStart(trace),
    rootService: clip(entry.resource.service, MAX_LABEL_LENGTH),
    rootOperation: clip(entry.operation, MAX_LABEL_LENGTH),
    isComplete: missingStages.length === 0 || endsForReason(stages, findings, lastStage),
    isSettled: context.isSettled,
    stages,
    missingStages,
    findings,
    identityRules: {},
    rulesVersion: RULES_VERSION
  };
  if (route !== void 0) summary.route = route.name;
  if (lastStage !== void 0) summary.lastStage = lastStage;
  if (bottleneck !== void 0) summary.bottleneck = bottleneck;
  addDevice(summary, device);
  Object.assign(summary, names);
  return summary;
}
function readerOf({ saysOf, stageRules }) {
  if (saysOf !== void 0 || stageRules === void 0) return saysOf;
  return (span) => spanSaysByte(span, stageRules);
}
function addDevice(summary, device) {
  const rules = {};
  for (const key of ["deviceId", "firmware", "topicTemplate"]) {
    const resolved = device[key];
    if (resolved === void 0) continue;
    summary[key] = resolved.value;
    rules[key] = resolved.rule;
  }
  summary.identityRules = rules;
}
var MAX_SERVICES = 20;
function missingOf(route, seen2, findings, { isSettled, linkedFrom = [] }) {
  const missing = missingStagesOf(route, seen2);
  const first2 = stageOrder(seen2[0] ?? "device");
  const last = stageOrder(seen2.at(-1) ?? "device");
  const isHeadKnown = isSettled && !findings.some(({ kind, orphanWay }) => {
    return kind === "orphan" && orphanWay !== "O5";
  });
  const isTailKnown = linkedFrom.length > 0;
  return missing.filter((stage) => {
    const isElsewhere = isHeadKnown && stageOrder(stage) < first2 || isTailKnown && stageOrder(stage) > last;
    return !isElsewhere;
  });
}
function endsForReason(stages, findings, lastStage) {
  if (findings.some(({ kind }) => kind === "broker-drop" || kind === "rule-miss")) return true;
  return stages.some(({ stage, hasError }) => stage === lastStage && hasError);
}
function countTrue(flags) {
  let count = 0;
  for (const isSet of flags) if (isSet) count++;
  return count;
}
function summarizeStages(trace, hops) {
  const summaries = [];
  for (const stage of STAGES) {
    const rows = trace.rowsOf[stage];
    if (rows.length > 0) summaries.push(summarizeStage(trace, stage, rows, hops));
  }
  return summaries;
}
function summarizeStage(trace, stage, rows, hops) {
  let service = "";
  let startUs = Number.POSITIVE_INFINITY;
  let endUs2 = Number.NEGATIVE_INFINITY;
  let hasError = false;
  for (const row of rows) {
    const span = spanAt(trace, row);
    if (span.startUs < startUs) {
      startUs = span.startUs;
      service = span.resource.service;
    }
    endUs2 = Math.max(endUs2, spanEndUs(span));
    hasError ||= trace.failed[row] ?? false;
  }
  return {
    stage,
    service: clip(service, MAX_LABEL_LENGTH),
    startOffsetUs: startUs - trace.startUs,
    durationUs: endUs2 - startUs,
    gapBeforeUs: hops.find(({ to }) => to === stage)?.gapUs ?? 0,
    hasError,
    spanCount: rows.length
  };
}
function servicesByStart(trace) {
  const firstStartUs = /* @__PURE__ */ new Map();
  for (const { resource, startUs } of trace.spans) {
    const knownUs = firstStartUs.get(resource.service);
    if (knownUs === void 0 || startUs < knownUs) firstStartUs.set(resource.service, startUs);
  }
  const services = [...firstStartUs.keys()];
  const startOf2 = (service) => firstStartUs.get(service ?? "") ?? 0;
  if (services.some((service, i) => i > 0 && startOf2(service) < startOf2(services[i - 1]))) {
    services.sort((a, b) => startOf2(a) - startOf2(b));
  }
  return services.slice(0, MAX_SERVICES).map((service) => clip(service, MAX_LABEL_LENGTH));
}
function rootSpan(trace) {
  const { spans } = trace;
  const root = spans.find(({ parentSpanId }) => parentSpanId === void 0) ?? spans[0];
  if (root === void 0) throw new RangeError("a trace has at least one span");
  return root;
}

// server/stores/makeSummary.ts
var MOST_LINKED_FROM = 100;
function makeSummary(trace, rules, nowUs, settleDelayUs) {
  const settlesUs = settlesAtUs(trace, settleDelayUs);
  const context = contextOf(trace, rules, nowUs, settlesUs <= nowUs);
  const summary = summarizeTrace(trace.spans, context);
  if (summary.isSettled) return { summary, settleUs: void 0 };
  if (awaitsSettling(trace.spans, summary)) return { summary, settleUs: settlesUs };
  summary.isSettled = true;
  return { summary, settleUs: void 0 };
}
function contextOf({ linkedFrom, saysOf }, { thresholds, routes, stageRules, identityRules }, nowUs, isSettled) {
  const context = { nowUs, isSettled, thresholds, routes };
  if (stageRules !== void 0) context.stageRules = stageRules;
  if (identityRules !== void 0) context.identityRules = identityRules;
  if (linkedFrom.length > 0) context.linkedFrom = linkedFrom;
  if (saysOf !== void 0) context.saysOf = saysOf;
  return context;
}
function settlesAtUs(trace, settleDelayUs) {
  let lastUs = trace.arrivedUs;
  for (const span of trace.spans) lastUs = Math.max(lastUs, endUs(span));
  return lastUs + settleDelayUs;
}

// server/stores/elasticsearch/traces/inboundLinks.ts
async function findInboundLinks(traceIds, known, ask) {
  if (traceIds.length === 0) return /* @__PURE__ */ new Map();
  const links = new LinkTargets(traceIds);
  for (const span of known) for (const link of span.links) links.add(span.traceId, link.traceId);
  const open = [traceIds];
  for (let ids = open.pop(); ids !== void 0; ids = open.pop()) {
    const hits = await linkingSpans(ids, ask);
    if (hits === void 0 && ids.length > 1) {
      const half = Math.ceil(ids.length / 2);
      open.push(ids.slice(0, half), ids.slice(half));
    }
    for (const hit of hits ?? []) links.addFrom(hit);
  }
  return links.found;
}
async function linkingSpans(traceIds, ask) {
  const { fields, spans } = ask.indices;
  const { indices, size } = { indices: spans, size: mostHits(ask) };
  const filter = {
    bool: {
      should: [
        referring("FOLLOWS_FROM", traceIds, ask),
        {
          bool: {
            filter: [referring("CHILD_OF", traceIds, ask)],
            must_not: [ofTraces(fields.traceId, traceIds)]
          }
        }
      ]
    }
  };
  const answer = await searchSpans({ indices, filters: [] }, [filter], ask, {
    size,
    sort: ["_doc"],
    _source: ["traceID", "references"]
  });
  if (answer === void 0) return void 0;
  return answer.hits.length < size || traceIds.length === 1 ? answer.hits : void 0;
}
function referring(refType, traceIds, ask) {
  const isTemplateLess = ask.indices.fields.traceId.endsWith(KEYWORD);
  const ending = isTemplateLess ? KEYWORD : "";
  const filter = [
    { term: { [`references.refType${ending}`]: refType } },
    ofTraces(`references.traceID${ending}`, traceIds)
  ];
  if (isTemplateLess) return { bool: { filter } };
  return { nested: { path: "references", ignore_unmapped: true, query: { bool: { filter } } } };
}
var KEYWORD = ".keyword";
var LinkTargets = class {
  found = /* @__PURE__ */ new Map();
  #wanted;
  constructor(traceIds) {
    this.#wanted = new Set(traceIds);
  }
  add(from, target) {
    if (target === from || !this.#wanted.has(target)) return;
    const known = this.found.get(target);
    if (known === void 0) this.found.set(target, [from]);
    else if (known.length < MOST_LINKED_FROM && !known.includes(from)) known.push(from);
  }
  addFrom({ source }) {
    const from = traceIdIn(source);
    if (from === void 0) return;
    for (const reference of listOf(memberOf(source, "references"))) {
      const target = traceIdIn(reference);
      if (target !== void 0) this.add(from, target);
    }
  }
};
function traceIdIn(json) {
  const stored = textOf(memberOf(json, "traceID"));
  return stored === void 0 ? void 0 : canonicalTraceId(stored);
}

// server/stores/elasticsearch/traces/keptSummaries.ts
var MOST_BYTES = 32e6;
var KEPT_MS = 6e5;
var KEPT_UNSETTLED_MS = 1e3;
var KeptSummaries = class {
  #clock;
  #kept = /* @__PURE__ */ new Map();
  #bytes = 0;
  #indices = "";
  constructor(clock) {
    this.#clock = clock;
  }
  get(traceId, indices) {
    const kept = indices === this.#indices ? this.#kept.get(traceId) : void 0;
    if (kept === void 0) return void 0;
    this.#drop(traceId, kept);
    if (kept.untilMs <= this.#clock.nowMs()) return void 0;
    this.#add(traceId, kept);
    return kept.summary;
  }
  keep(summary, indices) {
    if (indices !== this.#indices) this.#forgetAll(indices);
    const { traceId, isSettled } = summary;
    const before = this.#kept.get(traceId);
    if (before !== void 0) this.#drop(traceId, before);
    const untilMs = this.#clock.nowMs() + (isSettled ? KEPT_MS : KEPT_UNSETTLED_MS);
    this.#add(traceId, { summary, untilMs, sizeBytes: bytesOf(summary) });
    for (const [oldest, kept] of this.#kept) {
      if (this.#bytes <= MOST_BYTES) break;
      this.#drop(oldest, kept);
    }
  }
  #add(traceId, kept) {
    this.#kept.set(traceId, kept);
    this.#bytes += kept.sizeBytes;
  }
  #drop(traceId, { sizeBytes }) {
    this.#kept.delete(traceId);
    this.#bytes -= sizeBytes;
  }
  #forgetAll(indices) {
    this.#kept.clear();
    this.#bytes = 0;
    this.#indices = indices;
  }
};
var bytesOf = ({ stages, findings, services }) => 1e3 + 250 * stages.length + 1200 * findings.length + 60 * services.length;

// server/stores/elasticsearch/traces/summaryMaker.ts
function summaryOf3(spans, linkedFrom, { rules, settleDelayUs, clock }) {
  const nowUs = clock.nowUs();
  const trace = { spans, linkedFrom, arrivedUs: Number.NEGATIVE_INFINITY };
  const summary = makeSummary(trace, rules, nowUs, settleDelayUs).summary;
  summary.isSettled = lastEndUs(spans) + settleDelayUs <= nowUs;
  return summary;
}
function lastEndUs(spans) {
  let lastUs = Number.NEGATIVE_INFINITY;
  for (const span of spans) lastUs = Math.max(lastUs, endUs(span));
  return lastUs;
}
function missesPart({ missingStages, findings }) {
  return missingStages.length > 0 || findings.some(({ kind }) => kind === "orphan");
}
function looksCut(spans) {
  return !spans.some(({ parentSpanId }) => parentSpanId === void 0) || hasMissingParent(spans);
}

// server/stores/elasticsearch/traces/traceBatches.ts
var MOST_TRACES = 500;
var AT_ONCE = 2;
async function* readBatches(traces, ask) {
  const waiting = traces.toSorted((a, b) => a.seenUs - b.seenUs);
  const underWay = [];
  let size = MOST_TRACES;
  for (; ; ) {
    while (underWay.length < AT_ONCE && waiting.length > 0) {
      underWay.push(startFlight(waiting.splice(-size), ask));
    }
    const flight = await underWay.shift();
    if (flight === void 0) return;
    const [only] = flight.traces;
    if (flight.answer !== void 0) {
      yield await batchOf(flight.answer, flight.area, ask);
      if (flight.answer.hits.length * 4 < mostHits(ask)) size = Math.min(MOST_TRACES, 2 * size);
    } else if (flight.traces.length > 1) {
      size = Math.ceil(flight.traces.length / 2);
      for (const trace of flight.traces) waiting.push(trace);
    } else if (only !== void 0) {
      yield await largeTrace(only, ask);
    }
  }
}
function startFlight(traces, ask) {
  const fromUs = traces[0]?.seenUs ?? 0;
  const area = areaAround(ask.indices, fromUs, traces.at(-1)?.seenUs ?? fromUs);
  const flight = readSpansIn(area, idsOf(traces), ask).then((answer) => ({ traces, area, answer }));
  flight.catch(() => void 0);
  return flight;
}
var idsOf = (traces) => traces.map(({ traceId }) => traceId);
function readSpansIn(area, traceIds, ask) {
  return searchAllSpans(area, [ofTraces(ask.indices.fields.traceId, traceIds)], ask);
}
async function batchOf({ hits }, area, ask) {
  const documents = new SpanDocuments(ask.indices.dotReplacement);
  const spans = /* @__PURE__ */ new Map();
  for (const span of await spansOfHits(hits, documents)) {
    const known = spans.get(span.traceId);
    if (known === void 0) spans.set(span.traceId, [span]);
    else known.push(span);
  }
  noteRejected(documents, ask);
  const ordered = Array.from(spans, ([traceId, read]) => [traceId, inSpanOrder(read)]);
  return { spans: new Map(ordered), area };
}
async function largeTrace({ traceId, seenUs }, ask) {
  const { spans } = await heldSpans({ traceId, atMs: Math.floor(seenUs / 1e3) }, ask);
  return { spans: /* @__PURE__ */ new Map([[traceId, spans]]) };
}
async function readSpansOutside(area, traceIds, ask) {
  const spans = /* @__PURE__ */ new Map();
  const waiting = traceIds.length === 0 ? [] : [traceIds];
  for (let ids = waiting.pop(); ids !== void 0; ids = waiting.pop()) {
    const answer = await readSpansIn(area, ids, ask);
    if (answer !== void 0) {
      const batch = await batchOf(answer, area, ask);
      for (const [traceId, read] of batch.spans) spans.set(traceId, read);
    } else if (ids.length > 1) {
      const half = Math.ceil(ids.length / 2);
      waiting.push(ids.slice(0, half), ids.slice(half));
    } else {
      ask.call.missing(`Spans of trace ${ids[0]} that start a day from the others were left out.`);
    }
  }
  return spans;
}

// server/stores/elasticsearch/traces/engineTraceBank.ts
var EngineTraceBank = class {
  making;
  #kept;
  constructor(making) {
    this.making = making;
    this.#kept = new KeptSummaries(making.clock);
  }
  async summaries(traces, ask) {
    const found = /* @__PURE__ */ new Map();
    const unknown = /* @__PURE__ */ new Map();
    for (const trace of traces) {
      const kept = this.#kept.get(trace.traceId, ask.indices.spans);
      if (kept === void 0) unknown.set(trace.traceId, trace);
      else found.set(trace.traceId, kept);
    }
    for await (const batch of readBatches([...unknown.values()], ask)) {
      const analysed = await this.#analyse(batch, ask);
      for (const [traceId, { summary }] of analysed) found.set(traceId, summary);
    }
    return found;
  }
  async *analysed(traces, ask) {
    const distinct2 = new Map(traces.map((trace) => [trace.traceId, trace]));
    for await (const batch of readBatches([...distinct2.values()], ask)) {
      yield await this.#analyse(batch, ask);
    }
  }
  /**
   * The summary of one trace, from all its spans wherever they are; `undefined` when it has none.
   *
   * @param see  gets the spans as they come; not called when the summary is known
   */
  async summaryOf(ref, ask, see) {
    const kept = this.#kept.get(ref.traceId, ask.indices.spans);
    if (kept !== void 0) return kept;
    const { spans } = await heldSpans(ref, ask, see);
    if (spans.length === 0) return void 0;
    const batch = { spans: /* @__PURE__ */ new Map([[ref.traceId, spans]]) };
    return (await this.#analyse(batch, ask)).get(ref.traceId)?.summary;
  }
  async #analyse(batch, ask) {
    const analysed = await this.#firstLook(batch);
    await this.#lookFurther(analysed, batch, ask);
    if (ask.call.completeness().isComplete) {
      for (const { summary } of analysed.values()) this.#kept.keep(summary, ask.indices.spans);
    }
    return analysed;
  }
  async #firstLook({ spans: traces }) {
    const analysed = /* @__PURE__ */ new Map();
    const turns = new Turns();
    for (const [traceId, spans] of traces) {
      analysed.set(traceId, { summary: summaryOf3(spans, [], this.making), spans });
      await turns.over();
    }
    return analysed;
  }
  /** Makes those summaries again that something beyond the batch changes. */
  async #lookFurther(analysed, { area }, ask) {
    const cut = [];
    const missing = [];
    for (const [traceId, { summary, spans }] of analysed) {
      if (area !== void 0 && looksCut(spans)) cut.push(traceId);
      if (missesPart(summary)) missing.push(traceId);
    }
    const [outside, linked] = await Promise.all([
      area === void 0 ? NOTHING2 : readSpansOutside(areaOutside(area), cut, ask),
      findInboundLinks(missing, spansIn2(analysed), ask)
    ]);
    const turns = new Turns();
    for (const traceId of /* @__PURE__ */ new Set([...outside.keys(), ...linked.keys()])) {
      const inside = analysed.get(traceId)?.spans ?? [];
      const spans = inSpanOrder([...inside, ...outside.get(traceId) ?? []]);
      const summary = summaryOf3(spans, linked.get(traceId) ?? [], this.making);
      analysed.set(traceId, { summary, spans });
      await turns.over();
    }
  }
};
var NOTHING2 = /* @__PURE__ */ new Map();
function* spansIn2(analysed) {
  for (const { spans } of analysed.values()) yield* spans;
}

// shared/columns/textTable.ts
var TextTable = class {
  texts = [];
  #indexOf = /* @__PURE__ */ new Map();
  indexOf(text) {
    const known = this.#indexOf.get(text);
    if (known !== void 0) return known;
    this.#indexOf.set(text, this.texts.length);
    return this.texts.push(text) - 1;
  }
};

// shared/columns/joinLayouts.ts
function emptyLayout(count) {
  return {
    count,
    spanId: new BigUint64Array(count),
    parentId: new BigUint64Array(count),
    startUs: new Float64Array(count),
    durationUs: new Float64Array(count),
    service: new Uint32Array(count),
    operation: new Uint32Array(count),
    kind: new Uint8Array(count),
    status: new Uint8Array(count),
    evidence: new Uint8Array(count),
    events: new Uint8Array(count),
    services: [],
    operations: []
  };
}

// shared/columns/spanLayout.ts
var SPAN_KINDS = [
  "unspecified",
  "internal",
  "server",
  "client",
  "producer",
  "consumer"
];
var SPAN_STATUSES = ["unset", "ok", "error"];

// shared/columns/spanLayoutOf.ts
function spanLayoutOf(spans, rules) {
  const layout = emptyLayout(spans.length);
  const services = new TextTable();
  const operations = new TextTable();
  for (const [i, span] of spans.entries()) {
    layout.spanId[i] = spanIdToBigInt(span.spanId);
    layout.parentId[i] = span.parentSpanId === void 0 ? 0n : spanIdToBigInt(span.parentSpanId);
    layout.startUs[i] = span.startUs;
    layout.durationUs[i] = span.durationUs;
    layout.service[i] = services.indexOf(span.resource.service);
    layout.operation[i] = operations.indexOf(span.operation);
    layout.kind[i] = SPAN_KINDS.indexOf(span.kind);
    layout.status[i] = SPAN_STATUSES.indexOf(span.status);
    layout.evidence[i] = spanSaysByte(span, rules);
    layout.events[i] = Math.min(255, span.events.length);
  }
  return { ...layout, services: services.texts, operations: operations.texts };
}

// shared/span/aliases.ts
var ALIAS_GROUPS = [
  [
    "device.firmware",
    "device.firmware.version",
    "firmware.version",
    "fw.version",
    "hw.firmware_version"
  ],
  ["device.location", "deployment.site", "site"],
  ["mqtt.topic", "messaging.destination.name", "message.topic", "messaging.destination"],
  ["mqtt.qos", "message.qos", "messaging.mqtt.qos"],
  ["messaging.message.id", "message.msgid", "mqtt.message_id"],
  ["messaging.client.id", "messaging.client_id"],
  ["messaging.operation.type", "messaging.operation"],
  [
    "messaging.consumer.group.name",
    "messaging.kafka.consumer.group",
    "messaging.nats.consumer.group"
  ],
  ["rule.name", "ruleName"],
  ["rule.action", "ruleAction"],
  ["function.name", "faas.name"],
  [
    "function.cold_start",
    "faas.coldstart",
    "cold_start",
    "aws.lambda.cold_start",
    "functions.cold_start"
  ],
  ["faas.invocation_id", "faas.execution"],
  ["cloud.resource_id", "faas.id"],
  ["db.system", "db.system.name", "db.type"],
  ["db.operation", "db.operation.name"],
  ["db.query.text", "db.statement"],
  ["db.namespace", "db.name"],
  ["db.collection.name", "db.sql.table"],
  ["http.request.method", "http.method"],
  ["http.response.status_code", "http.status_code"],
  ["url.full", "http.url"]
];
var GROUP_OF = new Map(
  ALIAS_GROUPS.flatMap((group) => group.map((key) => [key, group]))
);
function aliasesOf(key) {
  return GROUP_OF.get(key) ?? [key];
}

// shared/query/regexNode.ts
function charNode(codePoint) {
  return { kind: "class", isNegated: false, ranges: [[codePoint, codePoint]] };
}
function sizeOf(node) {
  switch (node.kind) {
    case "class":
      return 1;
    case "concat":
    case "choice":
      return node.nodes.reduce((sum, part) => sum + sizeOf(part), 0);
    case "repeat":
      return sizeOf(node.node) * Math.max(1, node.max ?? node.min + 1);
  }
}

// shared/query/regexSubset.ts
var MAX_REGEX_LENGTH = 400;
var MAX_REGEX_SIZE = 400;
var MAX_GROUP_DEPTH = 20;
function parseRegex(source) {
  if (source === "") {
    return fail({ message: "The regular expression is empty.", position: 0, length: 1 });
  }
  if (source.length > MAX_REGEX_LENGTH) {
    const message2 = `The regular expression is longer than ${MAX_REGEX_LENGTH} characters.`;
    return fail({ message: message2, position: MAX_REGEX_LENGTH, length: source.length - MAX_REGEX_LENGTH });
  }
  const parser = new RegexParser(source);
  const regex = parser.parse();
  if (parser.mistake !== void 0) return fail(parser.mistake);
  const size = regex.alternatives.reduce((sum, { node }) => sum + sizeOf(node), 0);
  if (size <= MAX_REGEX_SIZE) return ok(regex);
  const message = "The repetitions in this regular expression multiply to too much: lower them.";
  return fail({ message, position: 0, length: source.length });
}
var DIGIT = [[48, 57]];
var WORD = [
  [48, 57],
  [65, 90],
  [95, 95],
  [97, 122]
];
var SPACE = [
  [9, 10],
  [12, 13],
  [32, 32]
];
var CLASS_ESCAPES = {
  d: DIGIT,
  w: WORD,
  s: SPACE
};
var ANY = { kind: "class", isNegated: true, ranges: [] };
var EMPTY2 = { kind: "concat", nodes: [] };
var GROUP_CONSTRUCTS = [
  ["(?=", 'lookahead "(?="'],
  ["(?!", 'negative lookahead "(?!"'],
  ["(?<=", 'lookbehind "(?<="'],
  ["(?<!", 'negative lookbehind "(?<!"'],
  ["(?:", 'non-capturing group "(?:" (plain parentheses capture nothing here)'],
  ["(?P", 'named group "(?P"'],
  ["(?<", 'named group "(?<"'],
  ["(?>", 'atomic group "(?>"'],
  ["(?", 'inline flag "(?"']
];
var REPEAT = /\{(\d{1,4})(?:(,)(\d{1,4})?)?\}/y;
var RegexParser = class {
  mistake;
  at = 0;
  depth = 0;
  source;
  constructor(source) {
    this.source = source;
  }
  parse() {
    const alternatives = [];
    do {
      const startsAtStart = this.accept("^");
      const node = this.parseConcat();
      alternatives.push({ node, startsAtStart, endsAtEnd: this.accept("$") });
    } while (this.accept("|"));
    if (this.peek() === ")") this.refuse('closing parenthesis ")" without an opening one', 1);
    else if (this.at < this.source.length) this.refuseAnchor("$", 1);
    return { alternatives };
  }
  /** Stops at `|`, `)`, `$` and the end; what stops it there is the caller's. */
  parseConcat() {
    const nodes = [];
    for (; ; ) {
      const char = this.peek();
      if (char === "" || char === "|" || char === ")" || char === "$") break;
      nodes.push(this.parseRepeat());
    }
    const [first2, ...more] = nodes;
    if (first2 === void 0) return this.parseNothing();
    return more.length === 0 ? first2 : { kind: "concat", nodes };
  }
  /** `^$` and `^` alone are fine, an empty alternative is no common ground. */
  parseNothing() {
    const isAnchored = this.source.charAt(this.at - 1) === "^" || this.peek() === "$";
    if (!isAnchored) this.refuse("empty alternative or group", 1);
    return EMPTY2;
  }
  parseRepeat() {
    const atom = this.parseAtom();
    const range = this.parseQuantifier();
    if (range === void 0) return atom;
    const next = this.peek();
    if (next === "?") this.refuse('lazy quantifier "?" after a quantifier', 1);
    else if (next === "+") this.refuse('possessive quantifier "+" after a quantifier', 1);
    else if (next === "*" || next === "{") this.refuse("quantifier after a quantifier", 1);
    return { kind: "repeat", node: atom, ...range };
  }
  parseQuantifier() {
    if (this.accept("*")) return { min: 0 };
    if (this.accept("+")) return { min: 1 };
    if (this.accept("?")) return { min: 0, max: 1 };
    if (this.peek() !== "{") return void 0;
    REPEAT.lastIndex = this.at;
    const [whole, from = "", comma, to] = REPEAT.exec(this.source) ?? [];
    if (whole === void 0) {
      this.refuse('brace "{" that is no {n}, {n,} or {n,m} (a literal one is written "\\{")', 1);
      return void 0;
    }
    const min = Number(from);
    const max = comma === void 0 ? min : to === void 0 ? void 0 : Number(to);
    if (max !== void 0 && (max < min || max === 0)) {
      this.refuse(`repetition ${whole}, which can never hold`, whole.length);
    }
    this.at += whole.length;
    return max === void 0 ? { min } : { min, max };
  }
  parseAtom() {
    const char = this.peek();
    if (char === "(") return this.parseGroup();
    if (char === "[") return this.parseClass();
    if (char === "\\") return this.parseEscape();
    if (char === ".") {
      this.at++;
      return ANY;
    }
    if (char === "^") return this.refuseAnchor("^");
    if (char === "*" || char === "+" || char === "?") {
      return this.refuse(`quantifier "${char}" with nothing before it`, 1);
    }
    if (char === "{") return this.refuse('brace "{" with nothing before it', 1);
    if (char === "}" || char === "]") {
      return this.refuse(`bracket "${char}" without an opening one (write "\\${char}")`, 1);
    }
    return charNode(this.takeCodePoint());
  }
  parseGroup() {
    const open = this.at;
    const construct = GROUP_CONSTRUCTS.find(([opening]) => this.source.startsWith(opening, open));
    if (construct !== void 0) return this.refuse(construct[1], construct[0].length);
    if (this.depth === MAX_GROUP_DEPTH) {
      return this.refuse(`nesting of more than ${MAX_GROUP_DEPTH} groups`, 1);
    }
    this.at++;
    this.depth++;
    const nodes = [this.parseConcat()];
    while (this.accept("|")) nodes.push(this.parseConcat());
    this.depth--;
    if (this.peek() === "$") return this.refuseAnchor("$");
    if (!this.accept(")")) {
      this.at = open;
      return this.refuse('group "(" that is not closed', 1);
    }
    const [first2 = EMPTY2, ...more] = nodes;
    return more.length === 0 ? first2 : { kind: "choice", nodes };
  }
  parseClass() {
    const open = this.at;
    this.at++;
    const isNegated = this.accept("^");
    const ranges = [];
    while (this.peek() !== "]") {
      if (this.peek() === "") {
        this.at = open;
        return this.refuse('character class "[" that is not closed', 1);
      }
      const opening = this.source.slice(this.at, this.at + 2);
      if (opening === "[:" || opening === "[." || opening === "[=") {
        return this.refuse(`POSIX class "${opening}" (write the characters out)`, 2);
      }
      if (opening === "&&") return this.refuse('class intersection "&&"', 2);
      ranges.push(...this.parseClassItem());
    }
    this.at++;
    if (ranges.length > 0) return { kind: "class", isNegated, ranges };
    this.at = open;
    return this.refuse('empty character class "[]"', 2);
  }
  parseClassItem() {
    const named = this.peek() === "\\" ? CLASS_ESCAPES[this.source.charAt(this.at + 1)] : void 0;
    if (named !== void 0) {
      this.at += 2;
      return named;
    }
    const start = this.at;
    const from = this.parseClassChar();
    const hasRange = this.peek() === "-" && this.source.charAt(this.at + 1) !== "]";
    if (!hasRange) return [[from, from]];
    this.at++;
    const to = this.parseClassChar();
    if (to < from) {
      this.at = start;
      this.refuse("character range that runs backwards", 3);
    }
    return [[from, to]];
  }
  parseClassChar() {
    if (this.peek() !== "\\") return this.takeCodePoint();
    if (CLASS_ESCAPES[this.source.charAt(this.at + 1)] !== void 0) {
      this.refuse("class as the end of a range", 2);
    } else {
      this.parseEscape();
    }
    return this.source.codePointAt(this.at - 1) ?? 0;
  }
  /** `\d`, `\w`, `\s`, and punctuation as itself; letters and digits mean other things elsewhere. */
  parseEscape() {
    const next = this.source.charAt(this.at + 1);
    if (next === "") return this.refuse("backslash with nothing after it", 1);
    const named = CLASS_ESCAPES[next];
    if (named === void 0 && !ESCAPABLE.test(next)) {
      return this.refuse(`${ESCAPE_NAMES[next] ?? "escape"} "\\${next}"`, 2);
    }
    this.at += 2;
    if (named !== void 0) return { kind: "class", isNegated: false, ranges: named };
    return charNode(next.charCodeAt(0));
  }
  refuseAnchor(anchor, charsBack = 0) {
    this.at -= charsBack;
    return this.refuse(
      `anchor "${anchor}" in the middle ("^" and "$" stand at the ends of the expression)`,
      1
    );
  }
  /** Keeps the first mistake and jumps to the end, so that every loop stops. */
  refuse(construct, length) {
    this.mistake ??= {
      message: `Not in the common subset of regular expressions: ${construct}.`,
      position: this.at,
      length
    };
    this.at = this.source.length;
    return EMPTY2;
  }
  takeCodePoint() {
    const codePoint = this.source.codePointAt(this.at) ?? 0;
    this.at += codePoint > 65535 ? 2 : 1;
    return codePoint;
  }
  accept(char) {
    if (this.peek() !== char) return false;
    this.at++;
    return true;
  }
  peek() {
    return this.source.charAt(this.at);
  }
};
var ESCAPABLE = /[!-/:-@[-`{-~]/;
var ESCAPE_NAMES = {
  b: "word boundary",
  B: "word boundary",
  A: "anchor",
  z: "anchor",
  Z: "anchor",
  D: "negated class",
  W: "negated class",
  S: "negated class",
  p: "Unicode class",
  P: "Unicode class",
  Q: "quoting",
  k: "back-reference",
  1: "back-reference",
  2: "back-reference",
  3: "back-reference",
  4: "back-reference",
  5: "back-reference",
  6: "back-reference",
  7: "back-reference",
  8: "back-reference",
  9: "back-reference"
};

// shared/query/regexMatcher.ts
function regexMatcher(source) {
  const regex = parseRegex(source);
  if (!regex.ok) throw new RangeError(`not a checked regular expression: ${regex.error.message}`);
  const program = new Program();
  const anchored = [];
  const floating = [];
  for (const { node, startsAtStart, endsAtEnd } of regex.value.alternatives) {
    const accept = program.add(endsAtEnd ? { kind: "acceptAtEnd" } : { kind: "accept" });
    (startsAtStart ? anchored : floating).push(program.compile(node, accept));
  }
  const automaton = new Automaton(program, floating);
  const start = automaton.stateOf([...anchored, ...floating]);
  return (text) => automaton.accepts(start, text);
}
var Program = class {
  instructions = [];
  add(instruction) {
    return this.instructions.push(instruction) - 1;
  }
  /** Depth is bounded by the group depth of the expression. */
  compile(node, next) {
    switch (node.kind) {
      case "class":
        return this.add({ kind: "char", ranges: node.ranges, isNegated: node.isNegated, next });
      case "concat":
        return node.nodes.reduceRight((follow, part) => this.compile(part, follow), next);
      case "choice":
        return this.add({
          kind: "split",
          targets: node.nodes.map((part) => this.compile(part, next))
        });
      case "repeat":
        return this.compileRepeat(node.node, node.min, node.max, next);
    }
  }
  compileRepeat(node, min, max, next) {
    let entry = next;
    if (max === void 0) {
      const targets = [next];
      entry = this.add({ kind: "split", targets });
      targets.push(this.compile(node, entry));
    } else {
      for (let optional = min; optional < max; optional++) {
        entry = this.add({ kind: "split", targets: [next, this.compile(node, entry)] });
      }
    }
    for (let copy = 0; copy < min; copy++) entry = this.compile(node, entry);
    return entry;
  }
};
var MAX_CACHED_TRANSITIONS = 2e4;
var Automaton = class {
  states = /* @__PURE__ */ new Map();
  cachedTransitions = 0;
  program;
  floating;
  constructor(program, floating) {
    this.program = program;
    this.floating = floating;
  }
  accepts(start, text) {
    let state = start;
    for (let at = 0; at < text.length; at++) {
      if (state.isAccepting) return true;
      if (state.chars.length === 0 && this.floating.length === 0) return false;
      const codePoint = text.codePointAt(at) ?? 0;
      if (codePoint > 65535) at++;
      state = state.transitions.get(codePoint) ?? this.step(state, codePoint);
    }
    return state.isAccepting || state.isAcceptingAtEnd;
  }
  /** The state of being at all these instructions at once, splits followed. */
  stateOf(entries2) {
    const seen2 = /* @__PURE__ */ new Set();
    const pending = [...entries2];
    const chars = [];
    let isAccepting = false;
    let isAcceptingAtEnd = false;
    for (let index = pending.pop(); index !== void 0; index = pending.pop()) {
      const instruction = this.program.instructions[index];
      if (instruction === void 0 || seen2.has(index)) continue;
      seen2.add(index);
      if (instruction.kind === "split") pending.push(...instruction.targets);
      else if (instruction.kind === "char") chars.push(index);
      else if (instruction.kind === "accept") isAccepting = true;
      else isAcceptingAtEnd = true;
    }
    chars.sort((a, b) => a - b);
    const key = `${isAccepting} ${isAcceptingAtEnd} ${chars.join(" ")}`;
    const known = this.states.get(key);
    if (known !== void 0) return known;
    const state = { chars, isAccepting, isAcceptingAtEnd, transitions: /* @__PURE__ */ new Map() };
    this.states.set(key, state);
    return state;
  }
  step(from, codePoint) {
    const entries2 = [...this.floating];
    for (const index of from.chars) {
      const instruction = this.program.instructions[index];
      if (instruction?.kind === "char" && holds(instruction, codePoint))
        entries2.push(instruction.next);
    }
    if (this.cachedTransitions++ >= MAX_CACHED_TRANSITIONS) this.dropCache();
    const to = this.stateOf(entries2);
    from.transitions.set(codePoint, to);
    return to;
  }
  dropCache() {
    for (const state of this.states.values()) state.transitions.clear();
    this.states = /* @__PURE__ */ new Map();
    this.cachedTransitions = 0;
  }
};
function holds({ ranges, isNegated }, codePoint) {
  for (const [from, to] of ranges) {
    if (codePoint >= from && codePoint <= to) return !isNegated;
  }
  return isNegated;
}

// shared/query/matchValue.ts
function valueMatcher(test) {
  switch (test.op) {
    case "=":
      return patternMatcher(test.value);
    case "in":
      return listMatcher(test.values);
    case "=~": {
      const isFound = regexMatcher(test.source);
      return (value) => isFound(attributeText(value));
    }
    default:
      return (value) => compares(attributeNumber(value), test);
  }
}
function compares(number, { op, value }) {
  if (number === void 0) return false;
  switch (op) {
    case "<":
      return number < value;
    case "<=":
      return number <= value;
    case ">":
      return number > value;
    case ">=":
      return number >= value;
  }
}
function matchesParts(text, parts) {
  const first2 = parts[0] ?? "";
  const last = parts.at(-1) ?? "";
  if (parts.length <= 1) return text === first2;
  if (text.length < first2.length + last.length) return false;
  if (!text.startsWith(first2) || !text.endsWith(last)) return false;
  const endAt = text.length - last.length;
  let at = first2.length;
  for (let index = 1; index < parts.length - 1; index++) {
    const part = parts[index] ?? "";
    const foundAt = text.indexOf(part, at);
    if (foundAt < 0 || foundAt + part.length > endAt) return false;
    at = foundAt + part.length;
  }
  return true;
}
function patternMatcher({ parts }) {
  return (value) => matchesParts(attributeText(value), parts);
}
function listMatcher(values) {
  const exact = /* @__PURE__ */ new Set();
  const wild = [];
  for (const pattern of values) {
    const [only] = pattern.parts;
    if (only !== void 0 && pattern.parts.length === 1) exact.add(only);
    else wild.push(pattern);
  }
  return (value) => {
    const text = attributeText(value);
    return exact.has(text) || wild.some(({ parts }) => matchesParts(text, parts));
  };
}

// shared/query/spanAttributes.ts
var EVENT_NAME_KEY = "event";
var SCOPE_NAME_KEY = "otel.scope.name";
var SCOPE_VERSION_KEY = "otel.scope.version";
var STATUS_MESSAGE_KEY = "otel.status_description";
function someAttribute(span, place2, key, accepts) {
  for (const [groupPlace, attributes] of attributeGroups(span)) {
    if (place2 !== void 0 && place2 !== groupPlace) continue;
    if (attributes.has(key) && accepts(attributes.get(key))) return true;
  }
  return false;
}
function attributeGroups(span) {
  const groups = [
    ["span", span.attributes],
    ["resource", span.resource.attributes]
  ];
  const { scope, statusMessage = "" } = span;
  if (scope.attributes.size > 0) groups.push(["scope", scope.attributes]);
  pushMissing(groups, "span", span.attributes, STATUS_MESSAGE_KEY, statusMessage);
  pushMissing(groups, "scope", scope.attributes, SCOPE_NAME_KEY, scope.name);
  pushMissing(groups, "scope", scope.attributes, SCOPE_VERSION_KEY, scope.version);
  for (const event of span.events) {
    if (event.attributes.size > 0) groups.push(["event", event.attributes]);
    pushMissing(groups, "event", event.attributes, EVENT_NAME_KEY, event.name);
  }
  for (const link of span.links) groups.push(["link", link.attributes]);
  return groups;
}
function pushMissing(groups, place2, attributes, key, text) {
  if (text !== "" && !attributes.has(key)) groups.push([place2, /* @__PURE__ */ new Map([[key, text]])]);
}

// shared/query/matchSpan.ts
var ERROR_MESSAGE_KEYS = [
  "exception.message",
  "exception.type",
  "error.message",
  "db.error"
];
function spanMatcher(query) {
  switch (query.kind) {
    case "all":
      return () => true;
    case "and": {
      const matches2 = query.nodes.map(spanMatcher);
      return (span) => matches2.every((holds2) => holds2(span));
    }
    case "or": {
      const matches2 = query.nodes.map(spanMatcher);
      return (span) => matches2.some((holds2) => holds2(span));
    }
    case "not": {
      const holds2 = spanMatcher(query.node);
      return (span) => !holds2(span);
    }
    default:
      return spanTermMatcher(query);
  }
}
function spanTermMatcher(term) {
  switch (term.kind) {
    case "attribute":
      return attributeMatcher(term);
    case "spanField":
      return spanFieldMatcher(term);
    case "text":
      return textMatcher(term.text);
  }
}
function attributeMatcher({ key, place: place2, test }) {
  const accepts = valueMatcher(test);
  const keys = aliasesOf(key);
  return (span) => keys.some((alias) => someAttribute(span, place2, alias, accepts));
}
function spanFieldMatcher({ field, test }) {
  const accepts = valueMatcher(test);
  switch (field) {
    case "service":
      return (span) => accepts(span.resource.service);
    case "operation":
      return (span) => accepts(span.operation);
    case "kind":
      return (span) => accepts(span.kind);
    case "status":
      return (span) => accepts(span.status);
    case "duration":
      return (span) => accepts(span.durationUs);
  }
}
function textMatcher(text) {
  const wanted = text.toLowerCase();
  const contains = (field) => field.toLowerCase().includes(wanted);
  return (span) => span.traceId.includes(wanted) || span.spanId.includes(wanted) || contains(span.operation) || contains(span.resource.service) || span.status === "error" && "error".includes(wanted) || contains(span.statusMessage ?? "") || ERROR_MESSAGE_KEYS.some(
    (key) => someAttribute(span, void 0, key, (value) => contains(attributeText(value)))
  );
}

// server/stores/elasticsearch/traces/traceReading.ts
async function* readLayout(ref, bank2, ask) {
  for await (const spans of readWholeTrace(ref, ask)) {
    yield spanLayoutOf(spans, bank2.making.rules.stageRules);
  }
}
async function matchSpans(ref, where, ask) {
  const matches2 = spanMatcher(where);
  const places = [];
  let place2 = 0;
  for await (const spans of readWholeTrace(ref, ask)) {
    for (const span of spans) {
      if (matches2(span)) places.push(place2);
      place2++;
    }
  }
  return places;
}

// shared/findings/thresholds.ts
var DEFAULT_THRESHOLDS = {
  queueGapWarnUs: 1e6,
  queueGapCriticalUs: 3e6,
  clockSkewToleranceUs: 5e4,
  instantPublishUs: 1e3,
  coldStartWarnUs: 5e5,
  retryOverlapToleranceUs: 1e3
};

// shared/query/ast.ts
var SPAN_FIELDS = ["service", "operation", "kind", "status", "duration"];
var TRACE_FIELDS = [
  "device",
  "firmware",
  "topic",
  "route",
  "rule",
  "function",
  "db.system",
  "db.status",
  "last",
  "errors",
  "spans",
  "trace.duration"
];

// shared/query/fields.ts
var TEXT = { holds: "text" };
var ANYTHING = { holds: "anything" };
var COUNT = { holds: "count" };
var DURATION = { holds: "duration" };
var FIELD_TYPES = {
  service: TEXT,
  operation: TEXT,
  kind: {
    holds: "choice",
    choices: ["unspecified", "internal", "server", "client", "producer", "consumer"]
  },
  status: { holds: "choice", choices: ["unset", "ok", "error"] },
  duration: DURATION,
  device: TEXT,
  firmware: TEXT,
  topic: TEXT,
  route: TEXT,
  rule: TEXT,
  function: TEXT,
  "db.system": ANYTHING,
  "db.status": ANYTHING,
  last: { holds: "choice", choices: STAGES },
  errors: COUNT,
  spans: COUNT,
  "trace.duration": DURATION
};
var BUILT_IN_FIELDS = [...SPAN_FIELDS, ...TRACE_FIELDS, "finding"];
var COLON_WORDS = ["is", "gap", "stage"];
var PLACES = ["span", "resource", "event", "scope", "link"];
var FIELD_SYNONYMS = /* @__PURE__ */ new Map([
  ["span.kind", "kind"],
  ["service.name", "service"],
  ["resource.service.name", "service"],
  ["otel.status_code", "status"]
]);
var KEY_SYNONYMS = /* @__PURE__ */ new Map([
  ["event.name", `event.${EVENT_NAME_KEY}`],
  ["scope.name", `scope.${SCOPE_NAME_KEY}`],
  ["scope.version", `scope.${SCOPE_VERSION_KEY}`]
]);
var ATTRIBUTE_OF_FIELD = /* @__PURE__ */ new Map([
  ["device", "device.id"],
  ["firmware", "device.firmware"],
  ["topic", "mqtt.topic"],
  ["rule", "rule.name"],
  ["function", "function.name"],
  ["errors", "status"],
  ["trace.duration", "duration"]
]);
function isSpanField(name) {
  return SPAN_FIELDS.some((field) => field === name);
}
function isTraceField(name) {
  return TRACE_FIELDS.some((field) => field === name);
}
function isColonWord(name) {
  return COLON_WORDS.some((word) => word === name);
}
function isPlace(name) {
  return PLACES.some((place2) => place2 === name);
}
function choicesOf(name) {
  if (name === "finding" || name === "is") return FINDING_KINDS;
  if (name === "stage" || name === "gap") return STAGES;
  if (!isSpanField(name) && !isTraceField(name)) return [];
  const type = FIELD_TYPES[name];
  return type.holds === "choice" ? type.choices : [];
}

// shared/query/queryError.ts
function errorAt(start, end, message) {
  return { message, position: start, length: Math.max(1, end - start) };
}
function nearestName(written, names) {
  const wanted = written.toLowerCase();
  let nearest;
  let nearestDistance = Math.max(1, Math.min(5, Math.floor(wanted.length / 3))) + 1;
  for (const name of names) {
    const isStart = wanted !== "" && name.startsWith(wanted);
    const distance = Math.min(editDistance(wanted, name), isStart ? 1 : Number.POSITIVE_INFINITY);
    if (distance < nearestDistance) [nearest, nearestDistance] = [name, distance];
  }
  return nearest;
}
function unknownName(what, written, names) {
  const nearest = nearestName(written, names);
  const hint = nearest === void 0 ? "." : `: did you mean ${nearest}?`;
  return `Unknown ${what} "${clip(written, 60)}"${hint} Known: ${names.join(", ")}.`;
}
function editDistance(a, b) {
  const from = a.slice(0, 40);
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 0; i < from.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const substituted = (row[j] ?? 0) + (from[i] === b[j] ? 0 : 1);
      next.push(Math.min(substituted, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

// shared/query/token.ts
var KEYWORDS = ["AND", "OR", "NOT"];
function isKeyword(text) {
  return KEYWORDS.some((keyword) => keyword === text);
}

// shared/query/readRun.ts
var SPACE2 = /\s/;
var OPENING_OF = { ")": "(", "}": "{" };
function isSpace(char) {
  return char !== void 0 && SPACE2.test(char);
}
function readValueRun(text, start, stops = "") {
  const brackets = [];
  const parts = [];
  let piece = "";
  let isQuoted = false;
  let at = start;
  while (at < text.length) {
    const char = text.charAt(at);
    if (isSpace(char) || stops.includes(char)) break;
    if (char === '"') {
      const quoted = readQuoted(text, at);
      piece += quoted.text;
      isQuoted = true;
      at = quoted.end;
      if (quoted.error !== void 0) {
        return { end: at, parts: [...parts, piece], isQuoted, error: quoted.error };
      }
      continue;
    }
    if (!isBalanced(text, at, brackets)) break;
    at++;
    if (char !== "*") {
      piece += char;
    } else if (piece !== "" || parts.length === 0) {
      parts.push(piece);
      piece = "";
    }
  }
  const error = openBracketError(text, brackets);
  const run = { end: at, parts: [...parts, piece], isQuoted };
  return error === void 0 ? run : { ...run, error };
}
function readWordRun(text, start, isEnd) {
  const brackets = [];
  let at = start;
  for (; at < text.length; at++) {
    const char = text.charAt(at);
    if (isSpace(char) || char === '"' || isEnd(at)) break;
    if ((char === "(" || char === "{") && isKeyword(text.slice(start, at))) break;
    if (!isBalanced(text, at, brackets)) break;
  }
  const error = openBracketError(text, brackets);
  const run = { end: at, parts: [text.slice(start, at)], isQuoted: false };
  return error === void 0 ? run : { ...run, error };
}
function readRegexRun(text, start) {
  if (text.charAt(start) === '"') {
    const { end, text: source, error } = readQuoted(text, start);
    const run = { end, parts: [source], isQuoted: true };
    return error === void 0 ? run : { ...run, error };
  }
  const brackets = [];
  let isInClass = false;
  let at = start;
  for (; at < text.length && !isSpace(text.charAt(at)); at++) {
    const char = text.charAt(at);
    if (char === "\\" && at + 1 < text.length && !isSpace(text.charAt(at + 1))) at++;
    else if (isInClass) isInClass = char !== "]";
    else if (char === "[") isInClass = true;
    else if (!isBalanced(text, at, brackets)) break;
  }
  return { end: at, parts: [text.slice(start, at)], isQuoted: false };
}
function readQuoted(text, start) {
  let unescaped = "";
  for (let at = start + 1; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '"') return { text: unescaped, end: at + 1 };
    const next = text.charAt(at + 1);
    if (char === "\\" && (next === '"' || next === "\\")) {
      unescaped += next;
      at++;
    } else {
      unescaped += char;
    }
  }
  const error = errorAt(start, start + 1, 'This quote is not closed: add a " where the text ends.');
  return { text: unescaped, end: text.length, error };
}
function isBalanced(text, at, brackets) {
  const char = text.charAt(at);
  if (char === "(" || char === "{") brackets.push(at);
  const opening = OPENING_OF[char];
  if (opening === void 0) return true;
  const openAt = brackets.at(-1);
  if (openAt === void 0 || text.charAt(openAt) !== opening) return false;
  brackets.pop();
  return true;
}
function openBracketError(text, brackets) {
  const openAt = brackets[0];
  if (openAt === void 0) return void 0;
  const bracket = text.charAt(openAt);
  return errorAt(
    openAt,
    openAt + 1,
    `A "${bracket}" inside a word is not closed in it: put the word in double quotes, or a space before the bracket.`
  );
}

// shared/query/lexer.ts
var OPERATORS = ["=~", "!=", "!~", "<=", ">=", "=", "<", ">"];
var MARKS = {
  "(": "(",
  ")": ")",
  "{": "{",
  "}": "}",
  "-": "-"
};
function lexQuery(text) {
  const lexer = new Lexer(text);
  return { tokens: lexer.run(), errors: lexer.errors };
}
var Lexer = class {
  errors = [];
  tokens = [];
  at = 0;
  text;
  constructor(text) {
    this.text = text;
  }
  run() {
    for (; ; ) {
      this.skipSpace();
      if (this.at >= this.text.length) return this.tokens;
      const mark = MARKS[this.text.charAt(this.at)];
      if (mark === void 0) this.readTerm();
      else this.push({ kind: "mark", mark, start: this.at, end: this.at + 1 });
    }
  }
  readTerm() {
    const name = this.readWord();
    if (name === void 0) return;
    const hasColon = this.text.charAt(this.at) === ":" && takesColon(name, this.text, this.at);
    if (!hasColon) {
      this.readTest();
      return;
    }
    this.push({ kind: "operator", op: ":", start: this.at, end: this.at + 1 });
    if (!isColonWord(name)) {
      this.readValue(":");
      return;
    }
    this.readValue(":", "<>=!");
    this.readTest();
  }
  /** The bare name of what was read; `undefined` after a keyword, which takes no operator. */
  readWord() {
    const start = this.at;
    if (this.text.charAt(start) === '"') {
      const quoted = this.take(readQuoted(this.text, start));
      this.push({ kind: "word", text: quoted.text, isQuoted: true, start, end: quoted.end });
      return "";
    }
    const run = this.take(readWordRun(this.text, start, (at) => this.endsWord(start, at)));
    const text = this.text.slice(start, run.end);
    if (isKeyword(text)) {
      this.push({ kind: "keyword", word: text, start, end: run.end });
      return void 0;
    }
    const place2 = text.slice(0, -1);
    if (text.endsWith(".") && isPlace(place2) && this.text.charAt(run.end) === '"') {
      const quoted = this.take(readQuoted(this.text, run.end));
      const { end } = quoted;
      this.push({ kind: "word", text: quoted.text, isQuoted: true, place: place2, start, end });
      return "";
    }
    this.push({ kind: "word", text, isQuoted: false, start, end: run.end });
    return text;
  }
  endsWord(start, at) {
    if (this.operatorAt(at) !== void 0) return true;
    return this.text.charAt(at) === ":" && takesColon(this.text.slice(start, at), this.text, at);
  }
  /** An operator and its value, when one follows; spaces may stand around it as in `a = b`. */
  readTest() {
    const wordEnd = this.at;
    this.skipSpace();
    const op = this.operatorAt(this.at);
    if (op === void 0) {
      this.at = wordEnd;
      return;
    }
    const start = this.at;
    this.push({ kind: "operator", op, start, end: start + op.length });
    if (start > wordEnd || op !== "=" && op !== "!=") this.skipSpace();
    this.readValue(op);
  }
  readValue(op, stops = "") {
    const start = this.at;
    const takesList = op === "=" || op === "!=" || op === ":";
    if (takesList && this.text.charAt(start) === "(") {
      this.readList();
      return;
    }
    const isRegex = op === "=~" || op === "!~";
    this.readValueToken(
      isRegex ? readRegexRun(this.text, start) : readValueRun(this.text, start, stops)
    );
  }
  readValueToken(run) {
    const start = this.at;
    this.take(run);
    if (run.end === start) return;
    const { parts, isQuoted, end } = run;
    this.push({ kind: "value", parts, isQuoted, start, end });
  }
  readList() {
    const open = this.at;
    this.push({ kind: "listOpen", start: open, end: open + 1 });
    for (; ; ) {
      this.skipSpace();
      const start = this.at;
      const char = this.text.charAt(start);
      if (char === ")") {
        this.push({ kind: "listClose", start, end: start + 1 });
        return;
      }
      const run = readValueRun(this.text, start);
      if (run.end === start) {
        this.errors.push(errorAt(open, open + 1, 'This list is not closed: add a ")" after it.'));
        return;
      }
      const word = this.text.slice(start, run.end);
      if (isKeyword(word)) {
        this.push({ kind: "keyword", word, start, end: run.end });
      } else {
        this.readValueToken(run);
      }
    }
  }
  operatorAt(at) {
    return OPERATORS.find((op) => this.text.startsWith(op, at));
  }
  skipSpace() {
    while (isSpace(this.text.charAt(this.at))) this.at++;
  }
  push(token) {
    this.tokens.push(token);
    this.at = token.end;
  }
  take(run) {
    if (run.error !== void 0) this.errors.push(run.error);
    return run;
  }
};
function takesColon(name, text, at) {
  if (isColonWord(name)) return true;
  const next = text.charAt(at + 1);
  return next !== "" && !isSpace(next) && BUILT_IN_FIELDS.includes(name);
}

// shared/query/literal.ts
var MAX_DIGITS = 60;
var DECIMAL2 = /^([+-]?)(\d+)(?:\.(\d+))?$/;
var SIZE = /^([+-]?)(\d+)(?:\.(\d+))?([KMG]i?B|B)$/i;
var SIZE_BYTES = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  kib: 1024,
  mib: 1048576,
  gib: 1073741824
};
var KEY_UNITS = [
  { ending: /(?:[._-](?:ns|nanos|nanoseconds)|Ns|Nanos)$/, us: 1e-3 },
  { ending: /(?:[._-](?:us|micros|microseconds)|Us|Micros)$/, us: 1 },
  { ending: /(?:[._-](?:ms|millis|milliseconds|msec)|Ms|Millis)$/, us: US_PER_MS },
  { ending: /(?:[._-](?:s|secs?|seconds)|Secs?|Seconds)$/, us: US_PER_S },
  { ending: /(?:[._-]kb|Kb|KB)$/, bytes: 1e3 },
  { ending: /(?:[._-]kib|KiB)$/, bytes: 1024 },
  { ending: /(?:[._-]mb|Mb|MB)$/, bytes: 1e6 },
  { ending: /(?:[._-]mib|MiB)$/, bytes: 1048576 }
];
function readNumber(text, measure2) {
  if (text.length > MAX_DIGITS)
    return fail(`"${text.slice(0, MAX_DIGITS)}\u2026" is too long a number.`);
  const plain = DECIMAL2.exec(text);
  if (plain !== null) return ok(decimal(plain, 1));
  const durationUs = parseDurationUs(text);
  if (durationUs !== void 0) return toMeasuredTime(text, durationUs, measure2);
  const size = SIZE.exec(text);
  if (size !== null) {
    return toMeasuredSize(
      text,
      decimal(size, SIZE_BYTES[(size[4] ?? "").toLowerCase()] ?? 1),
      measure2
    );
  }
  return fail(`"${text}" is not a number. ${HINTS[measure2.unit]}`);
}
var HINTS = {
  count: "Write a plain number such as 100.",
  duration: "Write a number with a unit (us, ms, s, m, h), such as 50ms.",
  attribute: "Write a number such as 42, 50ms or 64KB."
};
function toMeasuredTime(text, durationUs, measure2) {
  if (measure2.unit === "duration") return ok(durationUs);
  if (measure2.unit === "count")
    return fail(`This is a count, it has no unit: write a plain number.`);
  const unitUs = KEY_UNITS.find(
    ({ us, ending }) => us !== void 0 && ending.test(measure2.key)
  )?.us;
  if (unitUs !== void 0) return ok(durationUs / unitUs);
  return fail(
    `The key "${measure2.key.slice(0, 60)}" does not say its unit, so ${text} cannot be converted: write the plain number it holds.`
  );
}
function toMeasuredSize(text, sizeBytes, measure2) {
  if (measure2.unit === "count")
    return fail(`This is a count, it has no unit: write a plain number.`);
  if (measure2.unit === "duration") {
    return fail(`${text} is a size, not a duration: use us, ms, s, m or h.`);
  }
  const unitBytes = KEY_UNITS.find(
    ({ bytes, ending }) => bytes !== void 0 && ending.test(measure2.key)
  )?.bytes;
  return ok(sizeBytes / (unitBytes ?? 1));
}
function decimal([, sign, whole = "", fraction = ""], factor) {
  const value = scaleDecimal(whole, fraction, factor);
  return sign === "-" ? 0 - value : value;
}

// shared/query/readTest.ts
var EMPTY_VALUE = { parts: [""] };
function readTest(term, name, type) {
  const op = term.operator.op;
  if (isComparison(op)) return readFieldComparison(term, name, type, op);
  if (op === "=~" || op === "!~") return readRegexTest(term, name, type);
  const values = [];
  for (const token of term.values) {
    const value = readPattern(token, name, type);
    if (!value.ok) return value;
    values.push(value.value);
  }
  const [first2, ...more] = values;
  if (first2 === void 0) return readEmptyValue(term, name, type);
  return ok(more.length === 0 ? { op: "=", value: first2 } : { op: "in", values });
}
function readComparison(operator, value, measure2) {
  const { op, start, end } = operator;
  if (!isComparison(op)) {
    return fail(errorAt(start, end, `"${op}" cannot be used here: write <, <=, > or >=.`));
  }
  if (value === void 0) {
    return fail(errorAt(start, end, `A number is missing after "${op}".`));
  }
  const text = value.parts.join("*");
  const number = readNumber(text, measure2);
  if (!number.ok) return fail(errorAt(value.start, value.end, number.error));
  return ok({ op, value: number.value, text });
}
function isComparison(op) {
  return op === "<" || op === "<=" || op === ">" || op === ">=";
}
function readFieldComparison(term, name, type, op) {
  if (type.holds === "text" || type.holds === "choice") {
    const { start, end } = term.operator;
    return fail(
      errorAt(start, end, `${name} is text and cannot be compared by "${op}": use =, != or =~.`)
    );
  }
  return readComparison(term.operator, term.values[0], measureOf(name, type));
}
function readRegexTest(term, name, type) {
  const [value] = term.values;
  const { start, end } = term.operator;
  if (type.holds === "count" || type.holds === "duration") {
    return fail(errorAt(start, end, `${name} is a number: use =, <, <=, > or >=.`));
  }
  if (value === void 0) {
    return fail(errorAt(start, end, 'A regular expression is missing after "=~".'));
  }
  const source = value.parts.join("");
  const regex = parseRegex(source);
  if (regex.ok) return ok({ op: "=~", source });
  const at = value.start + (regex.error.position ?? 0);
  return fail(
    value.isQuoted ? errorAt(value.start, value.end, regex.error.message) : errorAt(at, at + (regex.error.length ?? 1), regex.error.message)
  );
}
function readEmptyValue({ operator }, name, type) {
  if (type.holds === "text" || type.holds === "anything")
    return ok({ op: "=", value: EMPTY_VALUE });
  const choices = choicesOf(name);
  const hint = choices.length === 0 ? "write a number." : `write one of ${choices.join(", ")}.`;
  return fail(
    errorAt(operator.start, operator.end, `A value is missing after "${operator.op}": ${hint}`)
  );
}
function readPattern(token, name, type) {
  const [text = "", ...more] = token.parts;
  if (!token.isQuoted && text.startsWith("=")) {
    const hint = 'Write one "=". A value that starts with "=" goes in double quotes.';
    return fail(errorAt(token.start, token.start + 1, hint));
  }
  if (type.holds === "count" || type.holds === "duration")
    return readNumberPattern(token, name, type);
  if (type.holds !== "choice") return ok({ parts: token.parts });
  const parts = token.parts.map((part) => part.toLowerCase());
  if (more.length > 0 || type.choices.includes(text.toLowerCase())) return ok({ parts });
  const quoteHint = ` For an attribute of that name write "${name}" in double quotes.`;
  return fail(
    errorAt(
      token.start,
      token.end,
      unknownName(`value of ${name}`, text, type.choices) + quoteHint
    )
  );
}
function readNumberPattern(token, name, type) {
  const number = readNumber(token.parts.join("*"), measureOf(name, type));
  if (!number.ok) return fail(errorAt(token.start, token.end, number.error));
  if (!Number.isSafeInteger(number.value)) {
    const unit = type.holds === "duration" ? "whole microseconds" : "a whole number";
    return fail(errorAt(token.start, token.end, `${name} is ${unit}: compare with < or >.`));
  }
  return ok({ parts: [String(number.value)] });
}
function measureOf(name, type) {
  if (type.holds === "count" || type.holds === "duration") return { unit: type.holds };
  return { unit: "attribute", key: name };
}

// shared/query/readTerm.ts
function readSpanTerm(term, where) {
  const { word } = term;
  const name = builtInName(word);
  if (name !== void 0 && isSpanField(name)) return signed(term, spanFieldTerm(term, name));
  if (where !== "trace" && name !== void 0 && isTraceOnly(name)) {
    return fail(errorAt(word.start, word.end, traceOnlyMessage(name, where)));
  }
  const { place: place2, key } = placeAndKey(word);
  if (key === "") {
    return fail(errorAt(word.start, term.operator.end, "A key is missing before the operator."));
  }
  if (!word.isQuoted && key.startsWith("!")) {
    return fail(errorAt(word.start, word.start + 1, 'Write "-" instead of "!" to exclude.'));
  }
  if (!word.isQuoted && key.includes("*")) {
    const message = 'Keys have no wildcards: write the whole key, or quote it if the "*" is part of it.';
    return fail(errorAt(word.start, word.end, message));
  }
  const test = readTest(term, key, { holds: "anything" });
  if (!test.ok) return test;
  const isError = key === "error" ? errorFlag(test.value) : void 0;
  if (isError !== void 0) {
    const node2 = { kind: "spanField", field: "status", test: IS_ERROR };
    return ok({ node: node2, isNegated: isNegation(term) === isError });
  }
  const node = place2 === void 0 ? { key } : { place: place2, key };
  return ok({
    node: { kind: "attribute", ...node, test: test.value },
    isNegated: isNegation(term)
  });
}
var IS_ERROR = { op: "=", value: { parts: ["error"] } };
var MISSING_FINDING = `A finding is missing. Write one of ${FINDING_KINDS.join(", ")}.`;
var MISSING_AFTER_COLON = /* @__PURE__ */ new Map([
  ["is", MISSING_FINDING],
  ["gap", 'A stage is missing after "gap:". Write gap:rule>1s or gap:broker..rule>1s.'],
  ["stage", `A stage is missing after "stage:". Write one of ${STAGES.join(", ")}.`]
]);
function isNegation({ operator }) {
  return operator.op === "!=" || operator.op === "!~";
}
function signed(term, node) {
  return node.ok ? ok({ node: node.value, isNegated: isNegation(term) }) : node;
}
function builtInName({ text, isQuoted }) {
  return isQuoted ? void 0 : FIELD_SYNONYMS.get(text) ?? text;
}
function isTraceOnly(name) {
  if (name === "db.system" || name === "db.status") return false;
  return isTraceField(name) || name === "finding" || name === "is";
}
function traceOnlyMessage(name, where) {
  const attribute = ATTRIBUTE_OF_FIELD.get(name);
  const why = `"${name}" is about the whole trace and not about one span`;
  if (where === "braces") {
    const hint2 = attribute === void 0 ? "" : `, or ask the span for ${attribute}`;
    return `${why}: write it outside the braces${hint2}.`;
  }
  const hint = attribute === void 0 ? "leave it out here" : `ask for ${attribute} here`;
  return `${why}, and this search looks at the spans of one trace: ${hint}, or write it on the search page, which finds traces.`;
}
function spanFieldTerm(term, field) {
  const test = readTest(term, field, FIELD_TYPES[field]);
  return test.ok ? ok({ kind: "spanField", field, test: test.value }) : test;
}
function placeAndKey(word) {
  if (word.place !== void 0) return { place: word.place, key: word.text };
  if (word.isQuoted) return { key: word.text };
  const text = KEY_SYNONYMS.get(word.text) ?? word.text;
  const dot = text.indexOf(".");
  const place2 = text.slice(0, Math.max(0, dot));
  return isPlace(place2) ? { place: place2, key: text.slice(dot + 1) } : { key: text };
}
function errorFlag(test) {
  if (test.op !== "=" || test.value.parts.length !== 1) return void 0;
  const text = test.value.parts[0]?.toLowerCase();
  return text === "true" ? true : text === "false" ? false : void 0;
}

// shared/query/parser.ts
var MAX_QUERY_LENGTH = 4096;
var MAX_QUERY_TERMS = 200;
var MAX_QUERY_DEPTH = 20;
function parseSpanQuery(text) {
  return parseWith(text, SPAN_GRAMMAR);
}
var spanGrammar = (where, braces) => ({
  all: MATCH_ALL_SPANS,
  and: (nodes) => ({
    kind: "and",
    nodes: nodes.flatMap((node) => node.kind === "and" ? node.nodes : [node])
  }),
  or: (nodes) => ({
    kind: "or",
    nodes: nodes.flatMap((node) => node.kind === "or" ? node.nodes : [node])
  }),
  not: (node) => ({ kind: "not", node }),
  text: (text) => ({ kind: "text", text }),
  term: (term) => {
    if (!isColonTerm(term)) return readSpanTerm(term, where);
    const { text, start, end } = term.word;
    return fail(errorAt(start, end, traceOnlyMessage(`${text}:`, where)));
  },
  braces
});
var MATCH_ALL_SPANS = { kind: "all" };
var refuseBraces = (parser, { start, end }) => {
  const message = "Braces cannot stand inside braces: they already mean one span.";
  parser.refuse(errorAt(start, end, message));
  return MATCH_ALL_SPANS;
};
var BRACED_GRAMMAR = spanGrammar("braces", refuseBraces);
var BRACED_IN_TRACE_GRAMMAR = spanGrammar("oneTrace", refuseBraces);
var SPAN_GRAMMAR = spanGrammar(
  "oneTrace",
  (parser, open, depth) => parser.parseGroup(BRACED_IN_TRACE_GRAMMAR, open, depth)
);
function isColonTerm({ word, operator }) {
  return operator.op === ":" && isColonWord(word.text);
}
function parseWith(text, grammar) {
  if (text.length > MAX_QUERY_LENGTH) {
    const message = `The query is ${text.length} characters long; ${MAX_QUERY_LENGTH} are allowed.`;
    return fail(errorAt(MAX_QUERY_LENGTH, text.length, message));
  }
  const { tokens, errors } = lexQuery(text);
  const parser = new Parser(tokens, text.length);
  const query = tokens.length === 0 ? grammar.all : parser.parseOr(grammar, 0);
  parser.refuseRest();
  const error = errors[0] ?? parser.error;
  return error === void 0 ? ok(query) : fail(error);
}
var Parser = class {
  error;
  at = 0;
  terms = 0;
  tokens;
  textLength;
  constructor(tokens, textLength) {
    this.tokens = tokens;
    this.textLength = textLength;
  }
  parseOr(grammar, depth) {
    const nodes = [this.parseAnd(grammar, depth)];
    while (this.acceptKeyword("OR")) nodes.push(this.parseAnd(grammar, depth));
    return oneOr(nodes, grammar.or);
  }
  /** What stands in parentheses or braces, up to and with the closing one. */
  parseGroup(grammar, open, depth) {
    const closing = open.mark === "(" ? ")" : "}";
    const node = this.parseOr(grammar, depth);
    if (this.acceptMark(closing)) return node;
    const message = `This "${open.mark}" is not closed: add a "${closing}".`;
    return this.refuse(errorAt(open.start, open.end, message), grammar);
  }
  refuseRest() {
    const token = this.tokens[this.at];
    if (token === void 0) return;
    const message = token.kind === "mark" ? closesNothing(token) : "A condition cannot start here.";
    this.refuse(errorAt(token.start, token.end, message));
  }
  refuse(error, grammar) {
    this.error ??= error;
    this.at = this.tokens.length;
    return grammar?.all;
  }
  parseAnd(grammar, depth) {
    const nodes = [this.parseUnary(grammar, depth)];
    while (this.acceptKeyword("AND") || this.startsUnary()) {
      nodes.push(this.parseUnary(grammar, depth));
    }
    return oneOr(nodes, grammar.and);
  }
  parseUnary(grammar, depth) {
    const token = this.tokens[this.at];
    if (token === void 0 || !this.startsUnary()) return this.refuseMissing(grammar);
    if (depth > MAX_QUERY_DEPTH) {
      const message = `The query is nested more than ${MAX_QUERY_DEPTH} deep.`;
      return this.refuse(errorAt(token.start, token.end, message), grammar);
    }
    this.at++;
    if (token.kind === "word") return this.parseWord(token, grammar);
    if (token.kind === "keyword") return grammar.not(this.parseUnary(grammar, depth + 1));
    if (token.kind !== "mark") return this.refuseMissing(grammar);
    if (token.mark === "-") {
      const isAttached = this.tokens[this.at]?.start === token.end;
      if (!isAttached) return this.refuse(errorAt(token.start, token.end, LONE_MINUS), grammar);
      return grammar.not(this.parseUnary(grammar, depth + 1));
    }
    if (token.mark === "(") return this.parseGroup(grammar, token, depth + 1);
    return grammar.braces(this, token, depth + 1);
  }
  parseWord(word, grammar) {
    this.countTerm(word);
    const operator = this.tokens[this.at];
    if (operator?.kind !== "operator") return this.parseText(word, grammar);
    this.at++;
    const values = this.parseValues();
    const compare = this.parseColonComparison();
    const end = this.tokens[this.at - 1]?.end ?? word.end;
    const written = { word, operator, values, end };
    const term = grammar.term(compare === void 0 ? written : { ...written, compare });
    if (!term.ok) return this.refuse(term.error, grammar);
    return term.value.isNegated ? grammar.not(term.value.node) : term.value.node;
  }
  /** The value after an operator, or all of a list; none when there is none. */
  parseValues() {
    const token = this.tokens[this.at];
    if (token?.kind === "value") {
      this.at++;
      return [token];
    }
    if (token?.kind !== "listOpen") return [];
    this.at++;
    const values = [];
    do {
      const value = this.tokens[this.at];
      if (value?.kind !== "value") {
        this.refuseInList(value, "A value is missing here: write (a OR b).");
        return values;
      }
      if (values.length > 0) this.countTerm(value);
      values.push(value);
      this.at++;
    } while (this.acceptKeyword("OR"));
    const close = this.tokens[this.at];
    if (close?.kind !== "listClose") this.refuseInList(close, LIST_HINT);
    else this.at++;
    return values;
  }
  parseColonComparison() {
    const operator = this.tokens[this.at];
    if (operator?.kind !== "operator") return void 0;
    this.at++;
    const [value] = this.parseValues();
    return value === void 0 ? { operator } : { operator, value };
  }
  parseText(word, grammar) {
    const { start, end, isQuoted } = word;
    if (word.place !== void 0) {
      const message2 = "An operator is missing after this key: write =, !=, =~, <, <=, > or >=.";
      return this.refuse(errorAt(start, end, message2), grammar);
    }
    const hint = isQuoted ? void 0 : FOREIGN_WORDS.get(word.text);
    if (hint !== void 0) return this.refuse(errorAt(start, end, hint), grammar);
    const text = isQuoted ? word.text : word.text.replace(/^\*+|\*+$/g, "");
    if (text === "" && !isQuoted) return grammar.all;
    if (text !== "" && (isQuoted || !text.includes("*"))) return grammar.text(text);
    const message = isQuoted ? "There is nothing between the quotes to look for." : "Free text has no wildcards: write its pieces as words, or put it in double quotes.";
    return this.refuse(errorAt(start, end, message), grammar);
  }
  countTerm({ start, end }) {
    this.terms++;
    if (this.terms <= MAX_QUERY_TERMS) return;
    this.refuse(errorAt(start, end, `The query has more than ${MAX_QUERY_TERMS} conditions.`));
  }
  refuseMissing(grammar) {
    const token = this.tokens[this.at];
    const before = this.tokens[this.at - 1];
    const start = token?.start ?? before?.start ?? 0;
    const end = token?.end ?? before?.end ?? this.textLength;
    return this.refuse(errorAt(start, end, missingMessage(token, before)), grammar);
  }
  refuseInList(token, message) {
    const { start, end } = token ?? { start: this.textLength, end: this.textLength };
    this.refuse(errorAt(start, end, message));
  }
  /** Whether the next token can begin a condition. */
  startsUnary() {
    const token = this.tokens[this.at];
    if (token?.kind === "mark") return token.mark !== ")" && token.mark !== "}";
    return token?.kind === "word" || token?.kind === "keyword" && token.word === "NOT";
  }
  acceptKeyword(word) {
    const token = this.tokens[this.at];
    if (token?.kind !== "keyword" || token.word !== word) return false;
    this.at++;
    return true;
  }
  acceptMark(mark) {
    const token = this.tokens[this.at];
    if (token?.kind !== "mark" || token.mark !== mark) return false;
    this.at++;
    return true;
  }
};
var LONE_MINUS = 'A condition is missing right after "-". (In double quotes it is free text.)';
var LIST_HINT = "Separate the values of a list by OR: write (a OR b), with quotes around spaces.";
var FOREIGN_WORDS = /* @__PURE__ */ new Map([
  ["&&", 'Conditions side by side must all hold: leave the "&&" out.'],
  ["||", 'Write OR instead of "||".'],
  ["!", 'Write NOT or "-" instead of "!".']
]);
function missingMessage(token, before) {
  if (before?.kind === "keyword") {
    return `A condition is missing after ${before.word}. (In double quotes it is free text.)`;
  }
  if (token?.kind === "keyword") {
    return `A condition is missing before ${token.word}. (In double quotes it is free text.)`;
  }
  if (before?.kind === "mark" && before.mark === "-") return LONE_MINUS;
  if (before === void 0 && token?.kind === "mark") return closesNothing(token);
  if (before?.kind === "mark" && token?.kind === "mark") {
    return `There is no condition between "${before.mark}" and "${token.mark}".`;
  }
  return "A condition is missing here, such as service=gateway.";
}
var closesNothing = ({ mark }) => `This "${mark}" closes nothing: remove it, or put it in double quotes.`;
function oneOr(nodes, join) {
  const [first2, ...more] = nodes;
  return first2 !== void 0 && more.length === 0 ? first2 : join(nodes);
}

// bench.scratch.ts
var url = process.argv[2];
var mode = process.argv[3];
var TRACE = "00000000000000abcdef000000000001";
var BASE = 17672256e8;
var N = 1e5;
var doc = (i, trace = TRACE, t = BASE + i * 37) => JSON.stringify({
  traceID: trace,
  spanID: (i + 1).toString(16).padStart(16, "0"),
  flags: 1,
  operationName: ["publish", "forward", "rule", "transform", "write"][i % 5],
  references: i ? [{ refType: "CHILD_OF", traceID: trace, spanID: (Math.floor(i / 3) + 1).toString(16).padStart(16, "0") }] : null,
  startTime: t,
  startTimeMillis: Math.floor(t / 1e3),
  duration: 1e3 + i % 77,
  tags: [{ key: "otel.scope.name", type: "string", value: "mqtt" }, { key: "mqtt.topic", type: "string", value: `devices/sensor-${i % 1e3}/telemetry` }, { key: "mqtt.qos", type: "int64", value: 1 }, { key: "payload.bytes", type: "int64", value: 512 + i % 100 }, { key: "db.system", type: "string", value: "influxdb" }, { key: "db.write_latency_ms", type: "float64", value: 15.25 + i }, { key: "message.seq", type: "int64", value: i }, { key: "function.cold_start", type: "bool", value: false }],
  tag: { "span@kind": "client" },
  logs: i % 20 === 0 ? [{ timestamp: t + 10, fields: [{ key: "event", type: "string", value: "exception" }, { key: "exception.message", type: "string", value: "field type conflict" }] }] : null,
  process: { serviceName: ["sensor-gateway", "emqx", "rules", "fn", "writer"][i % 5], tags: [{ key: "device.id", type: "string", value: `sensor-${i % 50}` }, { key: "device.firmware", type: "string", value: "2.4.0" }, { key: "host.name", type: "string", value: "edge-7" }, { key: "process.pid", type: "int64", value: 4711 }] }
});
var rss = () => Math.round(process.memoryUsage().rss / 1e6);
var peak = 0;
setInterval(() => {
  peak = Math.max(peak, rss());
}, 20).unref();
var bank = () => new EngineTraceBank({ rules: { thresholds: DEFAULT_THRESHOLDS, routes: DEFAULT_ROUTES }, settleDelayUs: 6e7, clock: { nowUs: () => Date.now() * 1e3, nowMs: () => performance.now() } });
if (mode === "load") {
  const mappings = JSON.parse(readFileSync("server/stores/elasticsearch/testing/fixtures/jaeger-2.13/mappings.json", "utf8"));
  const r = await fetch(`${url}/jaeger-span-2026-01-01`, { method: "PUT", headers: { "content-type": "application/json" }, body: JSON.stringify({ settings: { number_of_shards: Number(process.argv[4] ?? 1), number_of_replicas: 0, "index.mapping.nested_fields.limit": 50 }, mappings }) });
  console.log(r.status);
  const docs = [];
  for (let i = 0; i < N; i++) docs.push(doc(i));
  for (let tr = 0; tr < 2e4; tr++) for (let i = 0; i < 5; i++) docs.push(doc(i, (3203334144 + tr).toString(16).padStart(32, "0"), BASE + tr * 1e3 + i * 100));
  for (let i = docs.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [docs[i], docs[j]] = [docs[j], docs[i]];
  }
  for (let i = 0; i < docs.length; i += 2e4) {
    await bulkSpans({ url }, "jaeger-span-2026-01-01", docs.slice(i, i + 2e4));
    console.log(i, rss());
  }
} else {
  const ask = () => askEngineOf({ url }, spanIndices("jaeger-span-*"));
  console.log("base rss", rss());
  const hints = Array.from({ length: 2e3 }, (_, tr) => ({ traceId: (3203334144 + tr).toString(16).padStart(32, "0"), seenUs: BASE + tr * 1e3 }));
  for (const what of mode.split(",")) for (let r = 0; r < 3; r++) {
    peak = 0;
    const t = performance.now(), c = process.cpuUsage();
    let first2 = 0, n = 0, batches = 0;
    if (what === "layout") for await (const l of readLayout({ traceId: TRACE, atMs: BASE / 1e3 }, bank(), ask())) {
      first2 ||= performance.now() - t;
      n += l.count;
      batches++;
    }
    if (what === "spans") for await (const l of readWholeTrace({ traceId: TRACE, atMs: BASE / 1e3 }, ask())) {
      first2 ||= performance.now() - t;
      n += l.length;
      batches++;
    }
    if (what === "summary") {
      const s = await bank().summaryOf({ traceId: TRACE, atMs: BASE / 1e3 }, ask());
      n = s.spanCount;
    }
    if (what === "match") {
      const q = parseSpanQuery("message.seq>99990");
      if (q.ok) n = (await matchSpans({ traceId: TRACE, atMs: BASE / 1e3 }, q.value, ask())).length;
    }
    if (what === "bank50") n = (await bank().summaries(hints.slice(0, 50), ask())).size;
    if (what === "bank2000") n = (await bank().summaries(hints, ask())).size;
    if (what === "bankgiant") n = (await bank().summaries([...hints.slice(0, 1e3), { traceId: TRACE, seenUs: BASE }], ask())).size;
    const u = process.cpuUsage(c);
    console.log(what, "first", Math.round(first2), "total", Math.round(performance.now() - t), "ms cpu", Math.round((u.user + u.system) / 1e3), "n", n, "batches", batches, "peak rss", Math.max(peak, rss()), "now", rss(), "heap", Math.round(process.memoryUsage().heapUsed / 1e6));
  }
  process.exit(0);
}
