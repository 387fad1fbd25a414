import { command } from "../shell.ts";
import type { Kind } from "../types.ts";
import { described } from "./describe.ts";
import { after, field, shortName } from "./names.ts";

export const address: Kind = {
  label: "address",
  stage: "what others need",
  step(asset, { target }) {
    const name = shortName(asset);
    const ip = field(asset, "address");
    const region = after(asset, "regions");
    return {
      way: "make anew",
      downtime: "until everybody's name server has the new one: the time to live of its names",
      actions: [
        command(
          "gcloud",
          "compute",
          "addresses",
          "create",
          name,
          `--project=${target}`,
          region ? `--region=${region}` : "--global",
        ),
        { do: `Change the names that lead to ${ip || "it"}, and the allow-lists of others that have it.` },
      ],
      checks: [command("gcloud", "compute", "addresses", "list", `--project=${target}`)],
      back: "The names lead to the old one again, as long as it isn't released.",
      why: "An address stays in its project.",
    };
  },
};

export const firewall: Kind = {
  label: "firewall rule",
  stage: "before anything moves",
  step(asset, { source, target }) {
    const name = shortName(asset);
    if (/^(default-allow-|gke-)/.test(name)) return undefined;
    return {
      way: "leave",
      downtime: "none",
      actions: [
        described("firewall-rules", name, [], source.id),
        { do: `Look whether anything that moves needs it: ${target} has a network and rules of its own.` },
      ],
      checks: [command("gcloud", "compute", "firewall-rules", "list", `--project=${target}`)],
      back: "Nothing is changed.",
    };
  },
};
