import { ApiFailure } from "../core/client.ts";
import type { Context } from "../core/resource.ts";
import { host } from "./compute-links.ts";

/** The projects of Google's public images, by how their families begin. */
const owners: Record<string, string> = { cos: "cos-cloud", debian: "debian-cloud", ubuntu: "ubuntu-os-cloud" };

/** The references that a text can stand for: a name or a family, of a project or of the public images. */
function candidates(image: string, project: unknown): string[] {
  const path = image.replace(/^https?:\/\/[^/]+\/(?:compute\/[^/]+\/)?/, "");
  if (/^(projects\/[^/]+\/)?global\/images\//.test(path)) {
    return [path.startsWith("global/") ? `projects/${project}/${path}` : path];
  }
  const within = (owner: unknown, id: string) => {
    const images = `projects/${owner}/global/images`;
    return id.startsWith("family/") ? [`${images}/${id}`] : [`${images}/${id}`, `${images}/family/${id}`];
  };
  const [first = "", ...rest] = path.split("/");
  if (rest.length > 0 && first !== "family") return within(first, rest.join("/"));
  const id = first === "family" ? path : first;
  const owner = owners[(first === "family" ? rest[0]! : first).split("-")[0]!];
  return [...within(project, id), ...(owner ? within(owner, id) : [])];
}

/** The image that a property means, as a reference that the API takes. */
export async function resolveImage({ client }: Context, image: unknown, project: unknown): Promise<string | undefined> {
  if (typeof image !== "string" || image === "") return undefined;
  for (const name of candidates(image, project)) {
    try {
      await client.request(host, "GET", `/compute/v1/${name}`);
      return name;
    } catch (error) {
      if (!(error instanceof ApiFailure && error.code === 404)) throw error;
    }
  }
  throw new Error(`there is no image ${image}`);
}

/** Whether an image that a disk was made of is what a property means: families don't name their images. */
export function sameImage(old: unknown, next: unknown): boolean {
  const [, owner, id] = /projects\/([^/]+)\/global\/images\/(.+)$/.exec(String(old)) ?? [];
  if (!id || typeof next !== "string") return false;
  const asked = next.split("/").at(-1)!;
  const named = next.match(/projects\/([^/]+)\//)?.[1] ?? (next.includes("/") ? next.split("/")[0] : undefined);
  const otherOwner = named !== undefined && !["family", "global"].includes(named) && named !== owner;
  // "debian-12" is a family of "debian-12-bookworm-v20240415", "ubuntu-2404-lts-amd64" of "ubuntu-2404-noble-...".
  const parts = asked.split("-").filter((part) => !["lts", "amd64", "stable"].includes(part));
  return !otherOwner && (id === asked || parts.every((part) => id.split("-").includes(part)));
}
