import type { PolicyAsset, ResourceAsset } from "../google/inventory/types.ts";
import { kinds, partsOfOthers } from "./kinds/index.ts";
import { pathOf, shortName } from "./kinds/names.ts";
import { type AccountGrant, type MigrationPlan, type Move, type Moved, type Stage, stages } from "./types.ts";

/** What a plan is made of. */
export interface Found {
  readonly source: Move["source"];
  readonly target: string;
  /** All that is in the source, of every type. */
  readonly resources: readonly ResourceAsset[];
  /** The policies of the whole organisation: an account of the source may have roles anywhere. */
  readonly policies: readonly PolicyAsset[];
}

/** The roles that accounts of a project have anywhere. */
export function grantsOf(policies: readonly PolicyAsset[], accounts: ReadonlySet<string>): AccountGrant[] {
  return policies.flatMap(({ name: on, bindings }) =>
    bindings.flatMap(({ role, members, condition }) =>
      members.flatMap((member) => {
        const email = member.startsWith("serviceAccount:") ? member.slice("serviceAccount:".length) : "";
        return accounts.has(email) ? [{ email, role, on, ...(condition !== undefined && { condition }) }] : [];
      }),
    ),
  );
}

/** The disks that machines have, as paths. */
function attachedIn(resources: readonly ResourceAsset[]): Set<string> {
  const disks = resources
    .filter(({ type }) => type === "compute.googleapis.com/Instance")
    .flatMap(({ data }) => (Array.isArray(data.disks) ? (data.disks as { source?: unknown }[]) : []));
  return new Set(disks.map(({ source }) => pathOf(String(source))));
}

/** A thing of a type that this program doesn't know: it is named, and somebody has to look. */
const unknownStep = (target: string): Omit<Moved, "name" | "asset" | "type" | "label" | "stage"> => ({
  way: "not known",
  downtime: "not known",
  actions: [{ do: `Find out what uses it, and whether it has to be in ${target}.` }],
  checks: [{ do: "Nothing uses the old one any more." }],
  back: "The old one stays until you delete it.",
});

function moved(asset: ResourceAsset, move: Move): Moved[] {
  const { type } = asset;
  if (partsOfOthers.has(type)) return [];
  const kind = kinds[type];
  const what = { name: kind?.name?.(asset) ?? shortName(asset), asset: asset.name, type };
  if (!kind) {
    const label = type.split("/").at(-1)!;
    return [{ ...what, label, stage: "before anything moves", ...unknownStep(move.target) }];
  }
  const step = kind.step(asset, move);
  return step ? [{ ...what, label: kind.label, stage: kind.stage, ...step }] : [];
}

const order = (a: Moved, b: Moved): number =>
  stages.indexOf(a.stage) - stages.indexOf(b.stage) ||
  a.label.localeCompare(b.label, "en") ||
  a.name.localeCompare(b.name, "en") ||
  (a.asset < b.asset ? -1 : a.asset > b.asset ? 1 : 0);

/** Plans how all that is in a project gets into another one. Nothing that is there is left unmentioned. */
export function migrationPlan({ source, target, resources, policies }: Found): MigrationPlan {
  const accounts = new Set(
    resources
      .filter(({ type }) => type === "iam.googleapis.com/ServiceAccount")
      .map((asset) => (typeof asset.data.email === "string" ? asset.data.email : shortName(asset))),
  );
  const inside = new Set(resources.map(({ name }) => name));
  const move: Move = { source, target, grants: grantsOf(policies, accounts), inside, attached: attachedIn(resources) };
  return { source: source.id, target, moved: resources.flatMap((asset) => moved(asset, move)).toSorted(order) };
}

/** What is done in each stage, in their order, without those in which nothing is. */
export const stagesOf = (moved: readonly Moved[]): { stage: Stage; own: Moved[] }[] =>
  stages
    .map((stage) => ({ stage, own: moved.filter((each) => each.stage === stage) }))
    .filter(({ own }) => own.length > 0);
