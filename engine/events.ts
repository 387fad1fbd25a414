/** What the engine is doing to a resource. */
export interface StepMetadata {
  op: string;
  urn: string;
  type: string;
  /** Which properties differ. */
  diffs?: string[] | null;
  old?: { id?: string; custom?: boolean; inputs?: Record<string, unknown> } | null;
  new?: { id?: string; custom?: boolean; inputs?: Record<string, unknown>; parent?: string } | null;
}

/** An event of the engine, as `--json` prints it: one of these members is there. */
export interface EngineEvent {
  sequence: number;
  /** Seconds since the epoch. */
  timestamp: number;
  resourcePreEvent?: { metadata: StepMetadata; planning?: boolean };
  resOutputsEvent?: { metadata: StepMetadata; planning?: boolean };
  resOpFailedEvent?: { metadata: StepMetadata };
  diagnosticEvent?: { urn?: string; message: string; severity: string; ephemeral?: boolean };
  /** What a policy has to say; its first line is about the policy. */
  policyEvent?: { message: string; enforcementLevel: string };
}

/** A resource that is being worked on. */
export interface Activity {
  urn: string;
  op: string;
  /** Milliseconds, by the clock that the events are taken with. */
  since: number;
  /** What its provider last said of it. */
  detail?: string;
}

/** A resource before a run and after it, by its inputs; one that is made has no before, one that is deleted no after. */
export interface ResourceChange {
  type: string;
  name: string;
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
}

/** What a run of the engine has done so far. */
export interface RunState {
  /** How many resources are finished, unchanged ones included. */
  finished: number;
  /** How many resources of Google each operation was done to, by its name; unchanged ones are not counted. */
  changes: Record<string, number>;
  /** What would change or was changed, in the order in which it began. */
  steps: StepMetadata[];
  /** Every resource of a provider's, those that stay as they are included, by URN. */
  resources: Map<string, ResourceChange>;
  active: Map<string, Activity>;
  /** The last thing that a gate said it waits for. */
  waiting?: string;
  errors: string[];
  warnings: string[];
}

export const newRunState = (): RunState => ({
  finished: 0,
  changes: {},
  steps: [],
  resources: new Map(),
  active: new Map(),
  errors: [],
  warnings: [],
});

/** The name in a URN: "urn:pulumi:stack::project::type::name". */
export const nameOf = (urn: string): string => urn.split("::").slice(3).join("::");

/** The type in a URN: the last of its chain. */
export const typeOf = (urn: string): string => urn.split("::")[2]?.split("$").at(-1) ?? "";

/** A type for people: "gcp:organizations/project:Project" is "Project". */
export const shortType = (type: string): string => type.split(":").at(-1) ?? type;

/** Whether a type is an object of a cluster. */
export const isObject = (type: string): boolean => type.startsWith("kubernetes:");

/** Operations that change nothing, or are part of a replacement that is counted as a whole. */
const unchanged = new Set(["same", "read", "refresh", "discard-replaced", "create-replacement", "delete-replaced"]);

/** Whether a step changes something of Google's; components and providers are only the engine's. */
const isChange = ({ op, type, old, new: next }: StepMetadata): boolean =>
  !unchanged.has(op) && !type.startsWith("pulumi:") && (next ?? old)?.custom === true;

/** Operations that are parts of a replacement, which is told as a whole, or that only look. */
const partial = new Set([
  "read",
  "refresh",
  "discard-replaced",
  "create-replacement",
  "delete-replaced",
  "remove-pending",
]);

function keepResource(state: RunState, { op, urn, type, old, new: next }: StepMetadata): void {
  if (partial.has(op) || type.startsWith("pulumi:") || (next ?? old)?.custom !== true) return;
  const before = op === "create" ? undefined : old?.inputs;
  const after = op === "delete" ? undefined : next?.inputs;
  state.resources.set(urn, { type, name: nameOf(urn), ...(before && { before }), ...(after && { after }) });
}

/** Takes an event into the state of a run. `now`: milliseconds. */
export function takeEvent(state: RunState, event: EngineEvent, now: number): void {
  const { resourcePreEvent, resOutputsEvent, resOpFailedEvent, diagnosticEvent, policyEvent } = event;
  if (resourcePreEvent) {
    const { metadata } = resourcePreEvent;
    state.active.set(metadata.urn, { urn: metadata.urn, op: metadata.op, since: now });
    if (isChange(metadata)) state.steps.push(metadata);
    keepResource(state, metadata);
  }
  const ended = resOutputsEvent?.metadata ?? resOpFailedEvent?.metadata;
  if (ended) {
    state.active.delete(ended.urn);
    delete state.waiting;
  }
  if (resOutputsEvent) {
    const { metadata } = resOutputsEvent;
    state.finished++;
    if (isChange(metadata)) state.changes[metadata.op] = (state.changes[metadata.op] ?? 0) + 1;
  }
  if (diagnosticEvent) takeDiagnostic(state, diagnosticEvent);
  if (policyEvent) takePolicy(state, policyEvent);
}

/** A policy that has to be held stops the run; any other only tells. */
function takePolicy(state: RunState, { message, enforcementLevel }: NonNullable<EngineEvent["policyEvent"]>): void {
  const text = message.trim().split("\n").slice(1).join("\n");
  (enforcementLevel === "mandatory" ? state.errors : state.warnings).push(text);
}

function takeDiagnostic(
  state: RunState,
  { urn, message, severity, ephemeral }: NonNullable<EngineEvent["diagnosticEvent"]>,
): void {
  const text = message.trim();
  if (ephemeral) {
    const activity = urn === undefined ? undefined : state.active.get(urn);
    // Many objects of a cluster are waited for at once: each says for itself how it is.
    if (activity && isObject(typeOf(activity.urn))) activity.detail = text;
    else state.waiting = text;
    return;
  }
  const subject = urn && !typeOf(urn).startsWith("pulumi:") ? `${shortType(typeOf(urn))} ${nameOf(urn)}: ` : "";
  if (severity === "error" && !/^(update|preview|refresh|destroy|resource operations?) failed/.test(text)) {
    state.errors.push(subject + text);
  }
  // What an interrupted run left is taken care of, and told of in its own way.
  if (severity === "warning" && !/pending operations from previous deployment/.test(text)) {
    state.warnings.push(subject + text);
  }
}
