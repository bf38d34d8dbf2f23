import { resourceOfTags } from '../../../../shared/formats/jaegerProcess.ts';
import {
  isJsonObject,
  type JsonObject,
  objectOf,
  textOfJson,
} from '../../../../shared/formats/jsonFields.ts';
import type { AttributeValue, Resource } from '../../../../shared/span/span.ts';

/** About 20 MB of nodes. */
const MOST_NODES = 100_000;

/** Longer texts are not remembered: they would be somebody else's to fill memory with. */
const LONGEST_REMEMBERED = 512;

/** A step on the way through a process, by the values met so far. */
interface Node {
  readonly next: Map<unknown, Node>;
  resource: Resource | undefined;
}

/** Reads the tags of a process. Throws `WrongShape`. */
type ReadProcessTags = (
  process: JsonObject,
  take: (key: string, value: AttributeValue) => void,
) => void;

/**
 * Makes one resource of equal processes. Every document repeats the whole process of its span;
 * finding it by its values, one after the other, costs a third of reading it again.
 */
export class ProcessPool {
  readonly #readTags: ReadProcessTags;
  #root: Node = newNode();
  #nodeCount = 0;

  constructor(readTags: ReadProcessTags) {
    this.#readTags = readTags;
  }

  /** Throws `WrongShape`. */
  resourceOf(json: unknown): Resource {
    const process = objectOf(json, 'a process');
    const node = this.#nodeOf(process);
    if (node === undefined) return this.#read(process);
    node.resource ??= this.#read(process);
    return node.resource;
  }

  #read(process: JsonObject): Resource {
    const tags = new Map<string, AttributeValue>();
    this.#readTags(process, (key, value) => tags.set(key, value));
    return resourceOfTags(textOfJson(process.serviceName, 'serviceName'), tags);
  }

  /** `undefined` for a process that is not remembered: of an odd shape, or with long texts. */
  #nodeOf(process: JsonObject): Node | undefined {
    let node = this.#step(this.#root, process.serviceName);
    const { tags, tag } = process;
    if (Array.isArray(tags)) {
      for (let i = 0; i < tags.length && node !== undefined; i++) {
        const item: unknown = tags[i];
        if (!isJsonObject(item)) return undefined;
        node = this.#step(this.#step(this.#step(node, item.key), item.type), item.value);
      }
    } else if (tags !== undefined && tags !== null) {
      return undefined;
    }
    if (tag === undefined || tag === null) return node;
    if (!isJsonObject(tag)) return undefined;
    node = this.#step(node, ELEVATED);
    for (const name of Object.keys(tag)) node = this.#step(this.#step(node, name), tag[name]);
    return node;
  }

  #step(node: Node | undefined, value: unknown): Node | undefined {
    if (node === undefined) return undefined;
    const known = node.next.get(value);
    if (known !== undefined) return known;
    if (typeof value === 'object' && value !== null) return undefined;
    if (typeof value === 'string' && value.length > LONGEST_REMEMBERED) return undefined;
    if (this.#nodeCount >= MOST_NODES) {
      this.#root = newNode();
      this.#nodeCount = 0;
    }
    this.#nodeCount++;
    const made = newNode();
    node.next.set(value, made);
    return made;
  }
}

const ELEVATED = Symbol('elevated tags');

const newNode = (): Node => ({ next: new Map(), resource: undefined });
