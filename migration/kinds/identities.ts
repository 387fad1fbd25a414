import type { ResourceAsset } from "../../google/inventory/types.ts";
import { command } from "../shell.ts";
import type { Kind } from "../types.ts";
import { granting, isGivenLater, newMember } from "./grants.ts";
import { field, shortName } from "./names.ts";

const emailOf = (asset: ResourceAsset): string => field(asset, "email") || shortName(asset);

/** Accounts that Google makes by itself in each project. */
const ofGoogle = /-compute@developer\.|@appspot\.|@[^.]+\.gserviceaccount\.com$/;
const isGoogles = (email: string) => ofGoogle.test(email) && !email.endsWith(".iam.gserviceaccount.com");

export const serviceAccount: Kind = {
  label: "service account",
  stage: "identities",
  name: emailOf,
  step(asset, move) {
    const email = emailOf(asset);
    if (isGoogles(email)) return undefined;
    const [id] = email.split("@") as [string];
    const member = newMember(email, move);
    const own = move.grants.filter((grant) => grant.email === email);
    return {
      way: "make anew",
      downtime: "none",
      actions: [
        command("gcloud", "iam", "service-accounts", "create", id, `--project=${move.target}`),
        ...own.filter((grant) => !isGivenLater(grant, move)).map((grant) => granting(grant, move)),
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
