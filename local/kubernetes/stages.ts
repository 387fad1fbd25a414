import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const folder = join(import.meta.dirname, "stages");

/** Which images nodes can pull: patterns of how a name begins. What fits both is refused. */
export interface Images {
  known: string[];
  refused: string[];
}

/** What there is where nothing else is said: the images of Sourcegraph, of Google, of Kubernetes, and our own builds. */
export const defaultImages: Images = {
  known: [
    "(index\\.)?docker\\.io/sourcegraph/",
    "sourcegraph/",
    "us-docker\\.pkg\\.dev/",
    "[a-z]+-[a-z]+[0-9]+-docker\\.pkg\\.dev/",
    "registry\\.k8s\\.io/",
    "gke\\.gcr\\.io/",
  ],
  refused: [],
};

/**
 * Reads which images there are; the defaults stand in for what a file doesn't say.
 * @throws Error when the file is not what it should be
 */
export function readImages(path: string): Images {
  if (!existsSync(path)) return defaultImages;
  const allowed = '{"known": [patterns], "refused": [patterns]}, each the beginning of an image\'s name';
  try {
    const read = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
    for (const [key, patterns] of Object.entries(read)) checkPatterns(key, patterns);
    return { ...defaultImages, ...read };
  } catch (error) {
    throw new Error(`${path} doesn't say which images there are: ${(error as Error).message}. Write ${allowed}.`);
  }
}

function checkPatterns(key: string, patterns: unknown): void {
  if (!Object.hasOwn(defaultImages, key)) throw new Error(`"${key}" is neither "known" nor "refused"`);
  const list = Array.isArray(patterns) && patterns.every((pattern) => typeof pattern === "string");
  if (!list) throw new Error(`"${key}" is not a list of patterns`);
  for (const pattern of patterns) new RegExp(pattern);
}

/** One pattern for any of several, from the beginning of a name; without any, one that no name fits. */
const anyOf = (patterns: string[]): string =>
  // A quotation mark would end the YAML that it is put into.
  patterns.length > 0 ? `^(${patterns.join("|").replaceAll("'", "\\x27")})` : "^$";

/**
 * Writes the stages that kwok takes nodes and pods through, for the images that there are. Returns whether they are
 * other than before.
 */
export function writeStages(path: string, images: Images): boolean {
  const known = JSON.stringify(anyOf(images.known));
  const refused = JSON.stringify(anyOf(images.refused));
  // In jq and in a template of Go: both understand strings as JSON writes them.
  const test = `(test(${refused}) or (test(${known}) | not))`;
  const anyRefused = `([.spec | (.initContainers // [])[], .containers[] | .image] | any${test})`;
  const inTemplate = `(or (regexMatch ${refused} .image) (not (regexMatch ${known} .image)))`;
  const texts = readdirSync(folder)
    .toSorted()
    .map((name) =>
      readFileSync(join(folder, name), "utf8")
        .replaceAll("@anyRefused@", () => anyRefused)
        .replaceAll("@refused@", () => inTemplate),
    );
  const text = texts.join("---\n");
  if (existsSync(path) && readFileSync(path, "utf8") === text) return false;
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
  return true;
}
