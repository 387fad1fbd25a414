import type { Binding, Inventory, PolicyAsset, ResourceAsset } from "../../../google/inventory/types.ts";
import { memberOfDatasetAccess, memberOfEntity } from "../entities.ts";
import { unknown } from "../maybe.ts";
import type { GrantFacts } from "../types.ts";
import { isGone, type Names } from "./names.ts";
import { labelsIn, lastPart, optionalText, part, parts, text } from "./read.ts";

const manager = "cloudresourcemanager.googleapis.com";

type On = Pick<GrantFacts, "on" | "place"> & Partial<Pick<GrantFacts, "project" | "thing">>;

/** What a policy is on, as guidelines call it. `accounts`: the addresses of accounts, which are listed by number. */
function onOf(asset: PolicyAsset, names: Names, accounts: ReadonlyMap<string, string>): On {
  const number = lastPart(asset.name);
  const project = names.projectOf(asset);
  const on = (kind: GrantFacts["on"]["kind"], id: string): On => ({
    on: { kind, id },
    place: { name: kind === "resource" ? `grant on ${id}` : `grant on the ${kind} ${id}` },
    ...(project !== undefined && { project }),
  });
  switch (asset.type) {
    case `${manager}/Organization`:
      return on("organization", number);
    case `${manager}/Folder`:
      return on("folder", names.folders.get(number) ?? number);
    case `${manager}/Project`:
      return on("project", names.projectNamed(number));
    default:
      return {
        ...on("resource", asset.name.slice("//".length)),
        thing: (accounts.get(asset.name) ?? number).split("@")[0]!,
      };
  }
}

const each = (bindings: readonly Binding[], on: On): GrantFacts[] =>
  bindings.flatMap(({ role, members }) => members.map((member) => ({ ...on, role, member })));

/** Whoever may do something with an asset because it says so itself, otherwise than by a policy of IAM. */
function listedIn({ type, name, data }: ResourceAsset): { role: string; member: string | undefined }[] {
  const entries = (member: string) => parts(data, member, name);
  switch (type) {
    case "storage.googleapis.com/Bucket":
      return ["acl", "defaultObjectAcl"].flatMap(entries).map((entry) => ({
        role: optionalText(entry, "role", name) ?? "READER",
        member: memberOfEntity(optionalText(entry, "entity", name) ?? ""),
      }));
    case "bigquery.googleapis.com/Dataset":
      return entries("access").map((entry) => ({
        role: optionalText(entry, "role", name) ?? "READER",
        member: memberOfDatasetAccess(entry),
      }));
    case "run.googleapis.com/Service": {
      const annotations = labelsIn(part(data, "metadata", name), "annotations", name);
      const open =
        data.invokerIamDisabled === true || annotations["run.googleapis.com/invoker-iam-disabled"] === "true";
      return open ? [{ role: "roles/run.invoker", member: "allUsers" }] : [];
    }
    default:
      return [];
  }
}

/** Access that assets tell of themselves, and no policy tells already. */
function ownLists(resources: readonly ResourceAsset[], names: Names, told: ReadonlySet<string>): GrantFacts[] {
  return resources
    .filter((asset) => !isGone(names, asset))
    .flatMap((asset) => {
      const id = asset.name.slice("//".length);
      const project = names.projectOf(asset);
      return listedIn(asset).flatMap(({ role, member }): GrantFacts[] =>
        member === undefined || told.has(`${id} ${member}`)
          ? []
          : [
              {
                place: { name: `access on ${id}` },
                on: { kind: "resource", id },
                ...(project !== undefined && { project }),
                thing: lastPart(asset.name),
                role,
                member,
              },
            ],
      );
    });
}

/** Everything that anybody was given, on whatever is there. */
export function grantsOf(inventory: Inventory, names: Names): GrantFacts[] {
  const { billingAccount, billingBindings, policies, resources } = inventory;
  const accounts = new Map(
    resources
      .filter(({ type }) => type === "iam.googleapis.com/ServiceAccount")
      .map(({ name, data }) => [name, text(data, "email", name)]),
  );
  const billing: On = {
    on: { kind: "billing", id: billingAccount },
    place: { name: `grant on the billing account ${billingAccount}` },
  };
  const unseen: GrantFacts = { ...billing, role: unknown, member: unknown };
  const given = policies
    .filter((asset) => !isGone(names, asset))
    .flatMap((asset) => each(asset.bindings, onOf(asset, names, accounts)));
  const told = new Set(given.map(({ on, member }) => `${on.id} ${String(member)}`));
  return [
    ...given,
    ...ownLists(resources, names, told),
    ...("is" in billingBindings ? each(billingBindings.is, billing) : [unseen]),
  ];
}
