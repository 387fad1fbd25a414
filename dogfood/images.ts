import { type GoogleClient, GoogleError } from "../google/client.ts";
import { buildRegistry } from "../plan/names.ts";

const host = "artifactregistry.googleapis.com";

/** The registry of images that are built here: where it is, and in which project. */
export interface ImageRegistry {
  readonly project: string;
  readonly region: string;
}

/**
 * Whether every image of a commit is in the registry, by its tag:
 * https://cloud.google.com/artifact-registry/docs/reference/rest/v1/projects.locations.repositories.packages.tags/get
 * @throws GoogleError when there is no registry, or it may not be read.
 */
export class Images {
  readonly #google: GoogleClient;
  readonly #path: string;
  #there: Promise<unknown> | undefined;

  constructor(google: GoogleClient, { project, region }: ImageRegistry) {
    this.#google = google;
    this.#path = `/v1/projects/${project}/locations/${region}/repositories/${buildRegistry}`;
  }

  /** Asks image by image, and no more once one is missing: of what is still being built, most are. */
  async complete(commit: string, names: readonly string[]): Promise<boolean> {
    // Without a registry everything would only look as if it weren't built yet.
    this.#there ??= this.#google.request(host, this.#path);
    await this.#there;
    for (const name of names) {
      try {
        await this.#google.request(host, `${this.#path}/packages/${encodeURIComponent(name)}/tags/${commit}`);
      } catch (error) {
        if (error instanceof GoogleError && error.code === 404) return false;
        throw error;
      }
    }
    return true;
  }
}
