import type { ResourceAsset } from "../../google/inventory/types.ts";
import { newBucketName } from "../copy/bucket.ts";
import { command } from "../shell.ts";
import type { AccountGrant, Action, Move } from "../types.ts";

/** The address of the account that takes another's place in the target. */
export const newMember = (email: string, { target }: Move): string =>
  `${email.split("@")[0]}@${target}.iam.gserviceaccount.com`;

/** Whether a role is given with the copy of what it is on, which isn't there before. */
export const isGivenLater = ({ on }: AccountGrant, { inside }: Move): boolean =>
  inside.has(on) && /^\/\/(storage|secretmanager)\./.test(on);

/** Which command gives a role to the account in the target; what has no command here is told. */
export function granting(grant: AccountGrant, move: Move): Action {
  const { source, target, inside } = move;
  const member = `serviceAccount:${newMember(grant.email, move)}`;
  const [, service = "", path = ""] = /^\/\/([^./]+)\.googleapis\.com\/(.*)$/.exec(grant.on) ?? [];
  const [kind = "", id = ""] = path.split("/");
  const role = [`--member=${member}`, `--role=${grant.role}`];
  // A command would need the condition in a file; without it, the role would be worth more than it was.
  if (grant.condition !== undefined) {
    return { do: `Give ${member} the role ${grant.role} on ${grant.on}, under the condition ${grant.condition}` };
  }
  if (service === "cloudresourcemanager") {
    const own = kind === "projects" && [source.id, source.number].includes(id);
    const words = kind === "folders" ? ["resource-manager", "folders"] : [kind];
    return command("gcloud", ...words, "add-iam-policy-binding", own ? target : id, ...role, "--condition=None");
  }
  const name = path.split("/").at(-1)!;
  if (service === "storage") {
    const bucketName = inside.has(grant.on) ? newBucketName(name, move) : name;
    return command("gcloud", "storage", "buckets", "add-iam-policy-binding", `gs://${bucketName}`, ...role);
  }
  if (service === "secretmanager") {
    const project = inside.has(grant.on) ? target : id;
    const [, region] = /\/locations\/([^/]+)\//.exec(path) ?? [];
    const place = [`--project=${project}`, ...(region ? [`--location=${region}`] : [])];
    return command("gcloud", "secrets", "add-iam-policy-binding", name, ...place, ...role);
  }
  return { do: `Give ${member} the role ${grant.role} on ${grant.on}, if that stays or has moved.` };
}

/** What gives the accounts in the target the roles that those of the source have on something that is copied. */
export const grantsOn = ({ name }: ResourceAsset, move: Move): Action[] =>
  move.grants.filter(({ on }) => on === name).map((grant) => granting(grant, move));
