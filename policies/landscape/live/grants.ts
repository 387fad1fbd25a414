import type { Binding, Inventory, PolicyAsset } from "../../../google/inventory/types.ts";
import { unknown } from "../maybe.ts";
import type { GrantFacts } from "../types.ts";
import { isGone, type Names } from "./names.ts";
import { lastPart, text } from "./read.ts";

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
  return [
    ...policies
      .filter((asset) => !isGone(names, asset))
      .flatMap((asset) => each(asset.bindings, onOf(asset, names, accounts))),
    ...("is" in billingBindings ? each(billingBindings.is, billing) : [unseen]),
  ];
}
