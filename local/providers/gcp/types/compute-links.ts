import type { Properties } from "../../grpc/values.ts";
import type { Same } from "../core/diff.ts";
import type { Context, ResourceType } from "../core/resource.ts";
import { attribution } from "../core/rest.ts";
import { lastSegment } from "../core/template.ts";

/** The API. */
export const host = "compute.googleapis.com";
/** The path of a project. */
export const base = "/compute/v1/projects/{project}";

/** The path at which an operation is polled. */
export const operationPath = (operation: Properties) => new URL(String(operation.selfLink)).pathname;

/** A link without the API's host and version. */
const relative = (text: string) => text.replace(/^https?:\/\/[^/]+\/(?:compute\/[^/]+\/)?/, "");

/** Whether two texts name the same resource: links, parts of links from any point on, or short names. */
export function sameLink(old: unknown, next: unknown): boolean {
  if (typeof old !== "string" || typeof next !== "string" || old === "" || next === "") return false;
  const [a, b] = [relative(old), relative(next)];
  return a === b || a.endsWith(`/${b}`) || b.endsWith(`/${a}`);
}

/** Compares the properties at some paths, indexes left out, as links. */
export const sameLinks =
  (...paths: string[]): Same =>
  (path, old, next) =>
    paths.includes(path.replaceAll(/\[\d+\]/g, "")) && sameLink(old, next);

/** A property that may be a short name, as a reference that the API takes. `at`: "global", "regions/r", "zones/z". */
export function reference(text: unknown, project: unknown, at: string, collection: string): unknown {
  if (typeof text !== "string" || text === "") return undefined;
  if (!text.includes("/")) return `projects/${project}/${at}/${collection}/${text}`;
  const path = relative(text);
  return /^(global|regions|zones)\//.test(path) ? `projects/${project}/${path}` : path;
}

/** Sends a request and waits for the operation that it starts. */
export async function operate(
  { client }: Context,
  method: string,
  path: string,
  body?: Properties,
): Promise<Properties> {
  const operation = await client.request(host, method, path, body);
  return client.wait(host, operationPath(operation), operation);
}

/** Sets the labels of a resource with the fingerprint of those that it has. `path`: that of the resource. */
export async function setLabels(context: Context, path: string, state: Properties, asked: unknown): Promise<void> {
  await operate(context, "POST", `${path}/setLabels`, {
    labels: { ...attribution, ...(asked as object | undefined) },
    labelFingerprint: state.labelFingerprint,
  });
}

/**
 * A type whose labels have a method of their own. `path`: that of a resource; `atFirst`: a new resource doesn't take
 * over the labels that it is made with.
 */
export function withLabels(type: ResourceType, path: (state: Properties) => string, atFirst: boolean): ResourceType {
  const reread = async (context: Context, id: string, state: Properties): Promise<Properties> => {
    const found = await type.read(context, id, state);
    if (!found) throw new Error(`${id} is gone`);
    return found;
  };
  return {
    ...type,
    async create(context, inputs) {
      const made = await type.create(context, inputs);
      if (!atFirst) return made;
      await setLabels(context, path(made.state), made.state, inputs.labels);
      return { id: made.id, state: await reread(context, made.id, { ...made.state, labels: inputs.labels ?? {} }) };
    },
    async update(context, id, old, inputs, changed) {
      if (changed.includes("labels")) await setLabels(context, path(old), old, inputs.labels);
      const others = changed.filter((name) => name !== "labels");
      return type.update(context, id, old, inputs, others);
    },
  };
}

/** The region or zone of a resource by its name: it may be given as a link. */
export const placed = (inputs: Properties, ...names: string[]): Properties => ({
  ...inputs,
  ...Object.fromEntries(
    names.filter((name) => typeof inputs[name] === "string").map((name) => [name, lastSegment(String(inputs[name]))]),
  ),
});
