import { command } from "../shell.ts";
import type { Kind } from "../types.ts";
import { after, field, placeOf, shortName } from "./names.ts";

export const topic: Kind = {
  label: "topic",
  stage: "what others need",
  step(asset, { target }) {
    const id = shortName(asset);
    return {
      way: "make anew",
      downtime: "none, where subscribers read both until the old one is empty",
      actions: [
        command("gcloud", "pubsub", "topics", "create", id, `--project=${target}`),
        {
          do: "Make its subscriptions anew, let subscribers read old and new, then let publishers publish to the new.",
        },
        { do: "Wait until the old subscriptions hold nothing any more." },
      ],
      checks: [command("gcloud", "pubsub", "topics", "list-subscriptions", id, `--project=${target}`)],
      back: "Publishers go back to the old one.",
      why: "Messages that wait aren't moved.",
    };
  },
};

export const zone: Kind = {
  label: "DNS zone",
  stage: "cut-over",
  step(asset, { source, target }) {
    const id = field(asset, "name") || shortName(asset);
    const domain = field(asset, "dnsName");
    const file = `${id}.yaml`;
    const hidden = field(asset, "visibility") === "private";
    return {
      way: "copy",
      downtime: "none, where both zones answer alike until the old name servers are forgotten",
      actions: [
        {
          do: "Two days before: lower the times to live of its records, and switch DNSSEC off at the registrar first.",
        },
        command("gcloud", "dns", "record-sets", "export", file, `--zone=${id}`, `--project=${source.id}`),
        command(
          "gcloud",
          "dns",
          "managed-zones",
          "create",
          id,
          `--project=${target}`,
          `--dns-name=${domain}`,
          `--description=Moved from ${source.id}`,
          ...(hidden ? ["--visibility=private", "--networks=NETWORKS"] : []),
        ),
        command(
          "gcloud",
          "dns",
          "record-sets",
          "import",
          file,
          `--zone=${id}`,
          `--project=${target}`,
          "--delete-all-existing",
        ),
        hidden
          ? { do: "Take the old zone's networks away once the new one has them." }
          : {
              do: `Give the registrar of ${domain} the name servers of the new zone; change no record until two days later.`,
            },
      ],
      checks: [
        command("gcloud", "dns", "record-sets", "list", `--zone=${id}`, `--project=${target}`),
        command("dig", "+trace", "NS", domain || "DOMAIN"),
      ],
      back: "The registrar gets the old name servers again, as long as the old zone is there.",
    };
  },
};

export const key: Kind = {
  label: "key",
  stage: "before anything moves",
  step(asset) {
    return {
      way: "leave",
      downtime: "none",
      actions: [
        { do: `Let what moves be encrypted by a key of the keys' project; ${shortName(asset)} stays for what is old.` },
      ],
      checks: [
        command(
          "gcloud",
          "kms",
          "keys",
          "versions",
          "list",
          `--key=${shortName(asset)}`,
          `--keyring=${after(asset, "keyRings")}`,
          `--location=${placeOf(asset)}`,
          `--project=${after(asset, "projects")}`,
        ),
      ],
      back: "Nothing is changed.",
      why: "No key leaves its project. Without it, nothing that it encrypted can be read.",
    };
  },
};
