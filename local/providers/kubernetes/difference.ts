import type { Difference } from "../grpc/messages.ts";
import type { Properties } from "../grpc/values.ts";
import { isOn } from "./objects/annotations.ts";
import { type Change, difference } from "./objects/difference.ts";
import { typeOf } from "./objects/identity.ts";
import { type Path, readPath } from "./objects/paths.ts";
import { deletesFirst, replacing, written } from "./objects/replacement.ts";
import { revealed } from "./objects/secrets.ts";
import { partsOf, withoutServerMetadata } from "./objects/state.ts";
import { reasonsNotReady } from "./readiness/wait.ts";
import type { Session } from "./session.ts";

/** What an update would change, and whether a replacement must wait until the old object is gone. */
export interface Outcome {
  differences: Difference[];
  deleteFirst: boolean;
}

/** Compares what is asked for with what was last applied or, after a refresh, was found. `ignored`: paths to leave out. */
export async function diffResource(
  session: Session,
  urn: string,
  state: Properties,
  given: Properties,
  ignored: string[],
): Promise<Outcome> {
  typeOf(urn);
  session.known.add(urn);
  const { inputs: before, live } = partsOf(state);
  const inputs = revealed(given);
  const paths = ignored.map(readPath);
  const changes = difference(withoutServerMetadata(before), withoutServerMetadata(inputs)).filter(
    (change) => !paths.some((path) => covers(path, change)),
  );
  const replaced = new Set(replacing(changes, inputs, session.configuration));
  const differences = changes.map((change) => written(change, replaced.has(change)));
  if (isOn(inputs, "replaceUnready") && inputs.kind === "Job" && (await isUnready(session, live))) {
    differences.push({ path: 'metadata.annotations["pulumi.com/replaceUnready"]', kind: "update", replace: true });
  }
  const deleteFirst = differences.some(({ replace }) => replace) && deletesFirst(inputs, live);
  return { differences, deleteFirst };
}

const covers = (path: Path, change: Change) => path.every((part, index) => part === "*" || part === change.path[index]);

async function isUnready(session: Session, live: Properties): Promise<boolean> {
  const cluster = session.reachable;
  const now = await cluster?.read(live);
  return now !== undefined && (await reasonsNotReady(cluster!, {}, now)).length > 0;
}
