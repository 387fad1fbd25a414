import { UserError } from "../../spec/problem.ts";
import { type ImageName, imageNames, publicRegistry } from "./image.ts";

/** A version of Sourcegraph, as its catalogue file holds it. */
export interface Version {
  /** "7.2.1943": major, minor and patch, the last of which goes to 65535. */
  readonly version: string;
  /** The day of its release: "2026-05-05". */
  readonly released: string;
  /**
   * The digest of each image that Sourcegraph's own deployments of the version name with one. The others, `server` among
   * them, which no such deployment names, are known by the version's tag alone.
   */
  readonly images: { readonly [name in ImageName]?: string };
  /** The tag of all images, for what was built of a commit. Default: the version. */
  readonly tag?: string;
  /** Services that this version doesn't have, each with the reason. */
  readonly without?: Readonly<Record<string, string>>;
}

/** A version's three numbers. */
export type Numbers = readonly [major: number, minor: number, patch: number];

/** "7.2.1943" as numbers. @throws Error when it is none. */
export function numbersOf(version: string): Numbers {
  const match = /^(\d+)\.(\d+)\.(\d+)$/.exec(version);
  if (!match) throw new Error(`${version} is not a version such as 7.2.1943`);
  return [Number(match[1]), Number(match[2]), Number(match[3])];
}

/** Orders versions, oldest first. */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [numbersOf(one), numbersOf(other)];
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

/** An image as registries know it, by digest where there is one. `registry`: where from; Sourcegraph's own by default. */
export function imageReference(
  { version, tag = version, images }: Version,
  name: ImageName,
  registry = publicRegistry,
): string {
  const digest = images[name];
  return `${registry}/${name}:${tag}${digest ? `@${digest}` : ""}`;
}

/** Whether a text is a version; patches end where 16 bits do. */
const isVersion = (text: unknown): boolean =>
  typeof text === "string" && /^\d+\.\d+\.\d+$/.test(text) && numbersOf(text)[2] <= 65_535;

const digest = /^sha256:[0-9a-f]{64}$/;
const day = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Checks what a catalogue file holds. `file`: its name, as errors say it.
 * @throws UserError with everything that is wrong with it.
 */
export function parseVersion(file: string, data: unknown): Version {
  const { version, released, images = {}, without = {}, ...unknown } = data as Version & Record<string, unknown>;
  const problems = [
    ...(isVersion(version)
      ? []
      : [`version: found ${JSON.stringify(version)}; allowed: three numbers such as 7.2.1943, the last up to 65535`]),
    ...(file === `${version}.json`
      ? []
      : [`version: found ${JSON.stringify(version)}; the file's name says otherwise`]),
    ...(day.test(released) ? [] : [`released: found ${JSON.stringify(released)}; allowed: a day such as 2026-05-05`]),
    ...Object.keys(unknown).map((key) => `the unknown key ${key}; allowed: version, released, images, without`),
    ...Object.entries(images).flatMap(([name, value]) => [
      ...((imageNames as readonly string[]).includes(name) ? [] : [`images: the unknown image ${name}`]),
      ...(digest.test(value) ? [] : [`images.${name}: found ${JSON.stringify(value)}; allowed: sha256: and 64 digits`]),
    ]),
    ...Object.entries(without)
      .filter(([, reason]) => !reason)
      .map(([name]) => `without.${name}: a reason is missing`),
  ];
  if (problems.length > 0) throw new UserError(problems.map((problem) => `${file}: ${problem}`).join("\n"));
  return data as Version;
}
