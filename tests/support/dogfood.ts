import type { Desk } from "../../dogfood/desk.ts";
import type { Facts } from "../../dogfood/health.ts";
import { FakeRepository } from "./fake-repository.ts";
import { goodFiles, replace } from "./specification.ts";

/** A commit by a digit. */
export const sha = (digit: string): string => digit.repeat(40);

export const file = "environments/demo.yaml";

export const followText = "follow:\n  repository: example/product\n  branch: main\n";

/** The specification of the tests, whose demo follows a branch. `commit`: what it asks for. `more`: lines of `follow`. */
export function followFiles(commit?: string, more = ""): Map<string, string> {
  const files = goodFiles();
  const asked =
    commit === undefined ? files : replace(files, file, "version: main", `version: main\n  commit: ${commit}`);
  return asked.set(file, asked.get(file)! + followText + more);
}

/** What is known of an environment where everything is ready. */
export const wellAt = (commit: string | undefined, at = 0): Facts => ({
  attempt: { at, ...(commit && { commit }) },
  stack: "up",
  application: {
    type: "container",
    ...(commit && { commit }),
    services: [{ name: "sourcegraph", kind: "container", ready: 1, wanted: 1 }],
  },
});

/** The same where the deployment failed. */
export const illAt = (commit: string, at = 0): Facts => ({
  ...wellAt(commit, at),
  stack: "failed",
  application: {
    type: "container",
    services: [{ name: "sourcegraph", kind: "container", ready: 0, wanted: 1, reason: "ErrImagePull" }],
  },
});

/** A desk whose world is changed by a test. */
export class TestDesk implements Desk {
  readonly infrastructure: FakeRepository;
  readonly line = new FakeRepository();
  readonly files: Map<string, string>;
  /** The commits whose images are all there. */
  built = new Set<string>();
  world: Facts = { stack: "absent" };
  time: number;
  readonly asked: string[] = [];

  constructor(files: Map<string, string>, time: number) {
    this.files = files;
    this.infrastructure = new FakeRepository(files);
    this.time = time;
  }

  product() {
    return this.line;
  }

  async complete(commit: string): Promise<boolean> {
    this.asked.push(commit);
    return this.built.has(commit);
  }

  async facts(): Promise<Facts> {
    return this.world;
  }

  now(): number {
    return this.time;
  }
}
