import type { ResourceAsset } from "../../google/inventory/types.ts";
import { newBucketName, settingsOf } from "../copy/bucket.ts";
import type { Replication } from "../copy/secret.ts";
import { command, pipe } from "../shell.ts";
import type { Kind } from "../types.ts";
import { grantsOn } from "./grants.ts";
import { after, field, placeOf, shortName } from "./names.ts";

export const bucket: Kind = {
  label: "bucket",
  stage: "data, while the old is in use",
  step(asset, move) {
    const old = shortName(asset);
    const name = newBucketName(old, move);
    const settings = settingsOf(asset.data);
    const sync = (...more: string[]) =>
      command("gcloud", "storage", "rsync", "--recursive", "--checksums-only", ...more, `gs://${old}`, `gs://${name}`);
    return {
      way: "copy",
      downtime: "for those who write: from the last copy until they write to the new one",
      actions: [
        command(
          "gcloud",
          "storage",
          "buckets",
          "create",
          `gs://${name}`,
          `--project=${move.target}`,
          `--location=${placeOf(asset) || "LOCATION"}`,
          "--uniform-bucket-level-access",
          "--public-access-prevention",
        ),
        ...(settings.length > 0 ? [{ do: `Set gs://${name} to what the old one has: ${settings.join(", ")}.` }] : []),
        ...grantsOn(asset, move),
        sync(),
        { do: `Let readers read gs://${name}; then stop writers, copy once more as above, and let them write there.` },
      ],
      checks: [sync("--dry-run")],
      back: "Writers go back to the old one; what was written to the new one since has to be copied back.",
      why: "A bucket's name is taken in the whole world, so the copy has another. Old versions of objects aren't copied.",
    };
  },
};

/** Where a secret's values are kept: as in the source, since policies may allow only some places. */
function replicated(asset: ResourceAsset): string[] {
  if (after(asset, "locations")) return [];
  const { userManaged } = (asset.data.replication ?? {}) as Partial<Replication>;
  if (!userManaged) return ["--replication-policy=automatic"];
  const places = userManaged.replicas.map(({ location }) => location);
  return ["--replication-policy=user-managed", `--locations=${places.join(",")}`];
}

export const secret: Kind = {
  label: "secret",
  stage: "what others need",
  step(asset, move) {
    const { source, target } = move;
    const id = shortName(asset);
    const region = after(asset, "locations");
    const at = (project: string) => [`--project=${project}`, ...(region ? [`--location=${region}`] : [])];
    return {
      way: "copy",
      downtime: "none",
      actions: [
        command("gcloud", "secrets", "create", id, ...at(target), ...replicated(asset)),
        pipe(
          command(
            "gcloud",
            "secrets",
            "versions",
            "access",
            "latest",
            `--secret=${id}`,
            ...at(source.id),
            "--format=get(payload.data)",
          ),
          // Whatever its bytes are: https://cloud.google.com/secret-manager/docs/access-secret-version
          command("tr", "_-", "/+"),
          command("base64", "--decode"),
          command("gcloud", "secrets", "versions", "add", id, "--data-file=-", ...at(target)),
        ),
        ...grantsOn(asset, move),
      ],
      checks: [command("gcloud", "secrets", "versions", "list", id, ...at(target))],
      back: "The old one stays until you delete it. What was changed on one side has to be changed on the other.",
      why: "Only the newest version is copied. It goes from one command to the next, and is never shown or written down.",
    };
  },
};

export const registry: Kind = {
  label: "registry",
  stage: "what others need",
  step(asset, { source, target }) {
    const id = shortName(asset);
    const location = placeOf(asset);
    const format = field(asset, "format").toLowerCase() || "docker";
    const path = (project: string) => `${location}-docker.pkg.dev/${project}/${id}`;
    const create = command(
      "gcloud",
      "artifacts",
      "repositories",
      "create",
      id,
      `--project=${target}`,
      `--location=${location}`,
      `--repository-format=${format}`,
    );
    const docker = format === "docker";
    return {
      way: "copy",
      downtime: "none",
      actions: [
        create,
        docker
          ? command("gcrane", "cp", "-r", path(source.id), path(target))
          : { do: `Publish what is needed of the ${format} packages again: Google copies none between projects.` },
        { do: "Let builds push to the new one and deployments pull from it." },
      ],
      checks: docker
        ? [source.id, target].map((project) =>
            command("gcloud", "artifacts", "docker", "images", "list", path(project), "--include-tags"),
          )
        : [
            command(
              "gcloud",
              "artifacts",
              "packages",
              "list",
              `--repository=${id}`,
              `--location=${location}`,
              `--project=${target}`,
            ),
          ],
      back: "The old one stays until nothing pulls from it: its audit log for data access says so.",
      ...(docker && { why: "gcrane (of google/go-containerregistry) keeps digests, so what is pinned stays pinned." }),
    };
  },
};

export const dataset: Kind = {
  label: "dataset",
  stage: "data, while the old is in use",
  step(asset, { source, target }) {
    const id = shortName(asset);
    const parameters = JSON.stringify({ source_dataset_id: id, source_project_id: source.id });
    return {
      way: "copy",
      downtime: "for those who write: from the last copy until they write to the new one",
      actions: [
        command("bq", "mk", "--dataset", `--location=${field(asset, "location") || "LOCATION"}`, `${target}:${id}`),
        command(
          "bq",
          "mk",
          "--transfer_config",
          `--project_id=${target}`,
          "--data_source=cross_region_copy",
          `--target_dataset=${id}`,
          `--display_name=${id}`,
          `--params=${parameters}`,
        ),
        { do: "Make views, routines and scheduled queries anew: they aren't copied, and name the old project." },
      ],
      checks: [command("bq", "ls", "--max_results=1000", `${target}:${id}`)],
      back: "The old one stays; writers go back to it.",
    };
  },
};
