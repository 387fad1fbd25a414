import { command } from "../shell.ts";
import type { Kind } from "../types.ts";
import { placeOf, shortName } from "./names.ts";

/** Things that whatever deployed them deploys again. `describe`: the words of the command that shows one. */
const deployedAnew = (label: string, describe: readonly string[], why?: string): Kind => ({
  label,
  stage: "what runs",
  step(asset, { source, target }) {
    const name = shortName(asset);
    const place = placeOf(asset);
    const at = place ? [`--region=${place}`] : [];
    return {
      way: "deploy anew",
      downtime: "none, where both run until the cut-over",
      actions: [
        command("gcloud", ...describe, "describe", name, ...at, `--project=${source.id}`),
        { do: `Deploy it into ${target} by what deploys it today, with the new accounts, secrets and addresses.` },
      ],
      checks: [command("gcloud", ...describe, "describe", name, ...at, `--project=${target}`)],
      back: "The old one runs until you delete it.",
      ...(why && { why }),
    };
  },
});

export const run = deployedAnew("service", ["run", "services"]);
export const job = deployedAnew("job", ["run", "jobs"]);
export const cloudFunction = deployedAnew("function", ["functions"]);
export const trigger = deployedAnew(
  "build trigger",
  ["builds", "triggers"],
  "Its connection to the repository is made anew by a person.",
);

export const cluster: Kind = {
  label: "cluster",
  stage: "what runs",
  step(asset, { source, target }) {
    const name = shortName(asset);
    const place = placeOf(asset);
    return {
      way: "deploy anew",
      downtime: "for what keeps data in volumes: from the last copy until the cut-over",
      actions: [
        command("gcloud", "container", "clusters", "describe", name, `--location=${place}`, `--project=${source.id}`),
        {
          do: `For Sourcegraph: an environment of this program in ${target}, then move the installation in (docs/sourcegraph.md).`,
        },
        { do: "For anything else: a new cluster, the same manifests, volumes by snapshots of their disks." },
      ],
      checks: [command("gcloud", "container", "clusters", "list", `--project=${target}`)],
      back: "Names lead to the old cluster again; what was written since has to be copied back.",
      why: "A cluster stays in its project, with its nodes and networks.",
    };
  },
};

export const database: Kind = {
  label: "database",
  stage: "data, while the old is in use",
  step(asset, { source, target }) {
    const name = shortName(asset);
    return {
      way: "copy",
      downtime:
        "from the last backup until what uses it uses the new one; next to none with replication by Database Migration Service",
      actions: [
        command("gcloud", "sql", "backups", "create", `--instance=${name}`, `--project=${source.id}`),
        { do: `Make an instance like it in ${target}, with users and flags as in \`gcloud sql instances describe\`.` },
        command(
          "gcloud",
          "sql",
          "backups",
          "restore",
          "BACKUP_ID",
          `--restore-instance=${name}`,
          `--backup-instance=${name}`,
          `--backup-project=${source.id}`,
          `--project=${target}`,
        ),
      ],
      checks: [command("gcloud", "sql", "instances", "describe", name, `--project=${target}`, "--format=value(state)")],
      back: "What uses it goes back to the old one; what was written since has to be copied back.",
    };
  },
};

export const logBucket: Kind = {
  label: "log bucket",
  stage: "what others need",
  step(asset, { source }) {
    const name = shortName(asset);
    // Each project has these two by itself.
    if (["_Default", "_Required"].includes(name)) return undefined;
    return {
      way: "leave",
      downtime: "none",
      actions: [
        { do: `Keep ${source.id} until nobody needs the logs in ${name}: logs can't be put into another bucket.` },
      ],
      checks: [command("gcloud", "logging", "buckets", "list", `--project=${source.id}`)],
      back: "Nothing is changed.",
    };
  },
};

export const logSink: Kind = {
  label: "log sink",
  stage: "what others need",
  step(asset, { source, target }) {
    const name = shortName(asset);
    if (["_Default", "_Required"].includes(name)) return undefined;
    return {
      way: "make anew",
      downtime: "none",
      actions: [
        command("gcloud", "logging", "sinks", "describe", name, `--project=${source.id}`),
        {
          do: `Make it anew in ${target}, and give its new writer identity the role of the old one at the destination.`,
        },
      ],
      checks: [command("gcloud", "logging", "sinks", "list", `--project=${target}`)],
      back: "The old one stays.",
    };
  },
};
