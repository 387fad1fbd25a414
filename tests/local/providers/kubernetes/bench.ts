import type { Properties } from "../../../../local/providers/grpc/values.ts";
import { checkInputs, type Failure } from "../../../../local/providers/kubernetes/check.ts";
import { configure } from "../../../../local/providers/kubernetes/configuration.ts";
import { create } from "../../../../local/providers/kubernetes/create.ts";
import { diffResource } from "../../../../local/providers/kubernetes/difference.ts";
import { type Found, read } from "../../../../local/providers/kubernetes/read.ts";
import { remove } from "../../../../local/providers/kubernetes/remove.ts";
import { type Patience, Session } from "../../../../local/providers/kubernetes/session.ts";
import { update } from "../../../../local/providers/kubernetes/update.ts";

/** What a test may say about one call. */
export interface Options {
  preview?: boolean;
  /** Seconds. */
  timeout?: number;
  ignored?: string[];
}

/** A resource as the engine has it. */
export interface Resource {
  urn: string;
  id: string;
  inputs: Properties;
  state: Properties;
}

/** How patient the sessions of tests are: what won't come doesn't come later either. */
const patience: Patience = { request: 5_000, settling: 1_200 };

/** A configured provider without an engine around it. */
export class Bench {
  readonly session: Session;
  /** What the engine was told for good, and what it was told in passing. */
  readonly warnings: string[] = [];
  readonly statuses: string[] = [];
  /** Called with everything that is said in passing. */
  onStatus: (text: string) => void = () => {};

  constructor(kubeconfig: string, settings: Properties = {}, changes: Partial<Patience> = {}) {
    const log = {
      warn: (_: string, text: string) => {
        this.warnings.push(text);
      },
      status: (_: string, text: string) => {
        this.statuses.push(text);
        this.onStatus(text);
      },
    };
    this.session = new Session(configure({ kubeconfig, ...settings }, {}), log, { ...patience, ...changes });
  }

  /** Checks inputs as the engine does. `type`: e.g. core/v1:ConfigMap. */
  async check(
    type: string,
    given: Properties,
    old: Properties = {},
  ): Promise<{ urn: string; inputs: Properties; failures: Failure[] }> {
    const { name = "subject" } = (given.metadata ?? {}) as { name?: string };
    const urn = `urn:pulumi:dev::project::kubernetes:${type}::${name}`;
    return { urn, ...(await checkInputs(this.session, urn, old, given, { seed: new Uint8Array() })) };
  }

  async #checked(type: string, given: Properties, old?: Properties): Promise<{ urn: string; inputs: Properties }> {
    const { failures, ...checked } = await this.check(type, given, old);
    if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join("; "));
    return checked;
  }

  async create(type: string, given: Properties, { preview = false, timeout = 0 }: Options = {}): Promise<Resource> {
    const { urn, inputs } = await this.#checked(type, given);
    const made = await create({ session: this.session, urn, given: inputs, timeout, preview });
    return { urn, inputs, ...made };
  }

  async update(before: Resource, given: Properties, options: Options = {}): Promise<Resource> {
    const { preview = false, timeout = 0, ignored = [] } = options;
    const type = before.urn.split("::")[2]!.replace("kubernetes:", "");
    const { inputs } = await this.#checked(type, given, before.inputs);
    const work = { session: this.session, urn: before.urn, given: inputs, timeout, preview };
    return { ...before, inputs, state: await update(work, { state: before.state, ignored }) };
  }

  /** What an update would change: kind and path, with `!` before what needs a new object. */
  async diff(before: Resource, given: Properties, ignored: string[] = []): Promise<string[]> {
    const type = before.urn.split("::")[2]!.replace("kubernetes:", "");
    const { inputs } = await this.#checked(type, given, before.inputs);
    const { differences } = await diffResource(this.session, before.urn, before.state, inputs, ignored);
    return differences.map(({ path, kind, replace }) => `${replace ? "!" : ""}${kind} ${path}`);
  }

  /** A refresh. */
  read({ urn, id, state, inputs }: Resource): Promise<Found | undefined> {
    return read(this.session, urn, id, state, inputs);
  }

  /** An import. */
  import(type: string, id: string): Promise<Found | undefined> {
    return read(this.session, `urn:pulumi:dev::project::kubernetes:${type}::subject`, id, {}, {});
  }

  remove({ urn, state }: Pick<Resource, "urn" | "state">, timeout = 0): Promise<void> {
    return remove(this.session, urn, state, timeout);
  }
}
