import { readTags, type TakeTag, untypedValue } from '../../../../shared/formats/jaegerTags.ts';
import { isJsonObject, type JsonObject, objectOf } from '../../../../shared/formats/jsonFields.ts';
import { hexBytes } from './hexBytes.ts';

/**
 * Reads the tags of a span or a process: first those that are fields of their own, whose type is
 * lost, then those of the list, which win where a key is in both. A foreign writer's list may be
 * a single tag, or an object with a member for each tag. Throws `WrongShape`.
 */
export function readDocumentTags(
  list: unknown,
  elevated: unknown,
  keyOf: (name: string) => string,
  take: TakeTag,
): void {
  if (Array.isArray(elevated)) {
    for (const object of elevated) readMembers(objectOf(object, 'tag'), keyOf, take);
  } else if (elevated !== undefined && elevated !== null) {
    readMembers(objectOf(elevated, 'tag'), keyOf, take);
  }
  if (!isJsonObject(list)) readTags(list, 'tags', hexBytes, take);
  else if (typeof list.key === 'string') readTags([list], 'tags', hexBytes, take);
  else readMembers(list, unchanged, take);
}

const unchanged = (name: string): string => name;

/** To the engine `{"a": {"b": 1}}` and `{"a.b": 1}` are one field, and so to us. */
function readMembers(object: JsonObject, keyOf: (name: string) => string, take: TakeTag): void {
  const open = [{ prefix: '', object }];
  for (let members = open.pop(); members !== undefined; members = open.pop()) {
    for (const name of Object.keys(members.object)) {
      const value = members.object[name];
      const key = members.prefix + keyOf(name);
      if (isJsonObject(value)) open.push({ prefix: `${key}.`, object: value });
      else take(key, untypedValue(value));
    }
  }
}
