import { pathToFileURL } from "node:url";
import { AppliedStore } from "../../engine/applied.ts";
import { openStateStore } from "../../engine/state-store.ts";
import { googleClient } from "../../google/client.ts";
import { unitsOf } from "../../reconcile/changes.ts";
import { programFingerprints } from "../../reconcile/fingerprint.ts";
import { loadSpecification } from "../../spec/load.ts";

// Writes down that every environment of the specification in a folder was brought up as it is written.
const [folder, state] = process.argv.slice(2) as [string, string];
const now = Date.now();
const at = new Date(now).toISOString();
const specification = loadSpecification(folder, at.slice(0, 10));
const program = programFingerprints(new URL("../..", import.meta.url).pathname);
const units = unitsOf({ specification, limits: new Map(), program, now }, "nonproduction");
const store = new AppliedStore(openStateStore(pathToFileURL(state).href, googleClient({})));
for (const { name, fingerprint } of units) await store.record(name, fingerprint, { version: 1, at });
console.log(`${units.length} environments`);
