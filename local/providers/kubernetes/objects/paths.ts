import { isObject, type Properties } from "../../grpc/values.ts";

/** A place in an object: names of members and indexes of elements; `*` stands for every element. */
export type Path = readonly (string | number)[];

/** Writes a path as Pulumi does: `spec.ports[0].name`, `metadata.annotations["pulumi.com/skipAwait"]`. */
export function writePath(path: Path): string {
  let text = "";
  for (const part of path) {
    if (typeof part === "number") text += `[${part}]`;
    else if (/[.[\]"]/.test(part)) text += `["${part.replaceAll('"', '\\"')}"]`;
    else text += text ? `.${part}` : part;
  }
  return text;
}

/** Reads a path as people write it, in the forms of `writePath`, also with single quotes and a leading dot. */
export function readPath(text: string): Path {
  const parts: (string | number)[] = [];
  const form = /\.?([^.[\]"']+)|\[(\d+)\]|\[\*\]|\[(?:"((?:[^"\\]|\\.)*)"|'([^']*)')\]/y;
  while (form.lastIndex < text.length) {
    const at = form.lastIndex;
    const match = form.exec(text);
    if (!match) throw new Error(`${text} is not a path: it can't be read from "${text.slice(at)}" on`);
    const [whole, name, index, quoted, single] = match;
    if (index !== undefined) parts.push(Number(index));
    else if (whole === "[*]") parts.push("*");
    else parts.push(name ?? quoted?.replaceAll('\\"', '"') ?? single!);
  }
  return parts;
}

/** The value at a path, or undefined where there is none. */
export function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, part) => {
    if (Array.isArray(at)) return at[Number(part)];
    return isObject(at) ? at[part] : undefined;
  }, root);
}

/** A copy of an object with another value at a path; undefined removes what is there. Missing parents are made. */
export function withValueAt<T>(root: T, path: Path, value: unknown): T {
  const [part, ...rest] = path;
  if (part === undefined) return value as T;
  if (Array.isArray(root)) {
    const copy = [...root];
    copy[Number(part)] = withValueAt(copy[Number(part)], rest, value);
    return copy as T;
  }
  const copy: Properties = isObject(root) ? { ...root } : {};
  if (rest.length === 0 && value === undefined) delete copy[part];
  else if (value !== undefined || isObject(copy[part]) || Array.isArray(copy[part])) {
    copy[part] = withValueAt(copy[part], rest, value);
  }
  return copy as T;
}
