import type { ResourceAsset } from "../../google/inventory/types.ts";
import { command } from "../shell.ts";
import type { AccountGrant, Action, Kind, Move } from "../types.ts";
import { newBucketName } from "./data.ts";
import { field, shortName } from "./names.ts";

const emailOf = (asset: ResourceAsset): string => field(asset, "email") || shortName(asset);

/** Accounts that Google makes by itself in each project. */
const ofGoogle = /-compute@developer\.|@appspot\.|@[^.]+\.gserviceaccount\.com$/;
const isGoogles = (email: string) => ofGoogle.test(email) && !email.endsWith(".iam.gserviceaccount.com");

/** Which command gives a role on something; what has no command here is told. */
function granting(grant: AccountGrant, member: string, move: Move): Action {
  const { source, target, inside } = move;
  const [, service = "", path = ""] = /^\/\/([^./]+)\.googleapis\.com\/(.*)$/.exec(grant.on) ?? [];
  const [kind = "", id = ""] = path.split("/");
  const role = [`--member=serviceAccount:${member}`, `--role=${grant.role}`];
  if (service === "cloudresourcemanager") {
    const own = kind === "projects" && [source.id, source.number].includes(id);
    const words = kind === "folders" ? ["resource-manager", "folders"] : [kind];
    return command("gcloud", ...words, "add-iam-policy-binding", own ? target : id, ...role);
  }
  const name = path.split("/").at(-1)!;
  if (service === "storage") {
    const bucketName = inside.has(grant.on) ? newBucketName(name, move) : name;
    return command("gcloud", "storage", "buckets", "add-iam-policy-binding", `gs://${bucketName}`, ...role);
  }
  if (service === "secretmanager") {
    const project = inside.has(grant.on) ? target : id;
    return command("gcloud", "secrets", "add-iam-policy-binding", name, `--project=${project}`, ...role);
  }
  return { do: `Give serviceAccount:${member} the role ${grant.role} on ${grant.on}, if that stays or has moved.` };
}

export const serviceAccount: Kind = {
  label: "service account",
  stage: "identities",
  name: emailOf,
  step(asset, move) {
    const email = emailOf(asset);
    if (isGoogles(email)) return undefined;
    const [id] = email.split("@") as [string];
    const member = `${id}@${move.target}.iam.gserviceaccount.com`;
    const own = move.grants.filter((grant) => grant.email === email);
    return {
      way: "make anew",
      downtime: "none",
      actions: [
        command("gcloud", "iam", "service-accounts", "create", id, `--project=${move.target}`),
        ...own.map((grant) => granting(grant, member, move)),
      ],
      checks: [
        command("gcloud", "iam", "service-accounts", "describe", member),
        command(
          "gcloud",
          "policy-intelligence",
          "query-activity",
          "--activity-type=serviceAccountLastAuthentication",
          `--project=${move.source.id}`,
        ),
      ],
      back: "The old account keeps its roles until you take them away: once nothing has used it for a month.",
      why:
        own.length === 0
          ? "It has no role anywhere: it may be one that nobody needs."
          : "An account's address names its project, so it is another one: each of its roles has to be given again.",
    };
  },
};

export const accountKey: Kind = {
  label: "key of an account",
  stage: "afterwards",
  step(asset) {
    if (field(asset, "keyType") === "SYSTEM_MANAGED") return undefined;
    const email = /\/serviceAccounts\/([^/]+)\//.exec(asset.name)?.[1] ?? "?";
    return {
      way: "leave",
      downtime: "none",
      actions: [
        { do: `Let whoever has this key of ${email} become the new account by workload identity instead.` },
        command("gcloud", "iam", "service-accounts", "keys", "disable", shortName(asset), `--iam-account=${email}`),
      ],
      checks: [{ do: "Nothing fails for as long as the longest job takes, at least a week." }],
      back: "`gcloud iam service-accounts keys enable` with the same words.",
      why: "A key that was copied somewhere is what leaks. None is made anew.",
    };
  },
};
