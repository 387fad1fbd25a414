import type { Kind } from "../types.ts";
import { bucket, dataset, registry, secret } from "./data.ts";
import { accountKey, serviceAccount } from "./identities.ts";
import { disk, group, image, machine, snapshot, template } from "./machines.ts";
import { key, topic, zone } from "./names-and-keys.ts";
import { address, firewall } from "./network.ts";
import { cloudFunction, cluster, database, job, logBucket, logSink, run, trigger } from "./running.ts";

/** How each type moves that this program knows, by the type's name in Cloud Asset Inventory. */
export const kinds: Readonly<Record<string, Kind>> = {
  "artifactregistry.googleapis.com/Repository": registry,
  "bigquery.googleapis.com/Dataset": dataset,
  "cloudbuild.googleapis.com/BuildTrigger": trigger,
  "cloudfunctions.googleapis.com/CloudFunction": cloudFunction,
  "cloudfunctions.googleapis.com/Function": cloudFunction,
  "cloudkms.googleapis.com/CryptoKey": key,
  "compute.googleapis.com/Address": address,
  "compute.googleapis.com/Disk": disk,
  "compute.googleapis.com/Firewall": firewall,
  "compute.googleapis.com/GlobalAddress": address,
  "compute.googleapis.com/Image": image,
  "compute.googleapis.com/Instance": machine,
  "compute.googleapis.com/InstanceGroupManager": group,
  "compute.googleapis.com/InstanceTemplate": template,
  "compute.googleapis.com/RegionDisk": disk,
  "compute.googleapis.com/Snapshot": snapshot,
  "container.googleapis.com/Cluster": cluster,
  "dns.googleapis.com/ManagedZone": zone,
  "iam.googleapis.com/ServiceAccount": serviceAccount,
  "iam.googleapis.com/ServiceAccountKey": accountKey,
  "logging.googleapis.com/LogBucket": logBucket,
  "logging.googleapis.com/LogSink": logSink,
  "pubsub.googleapis.com/Topic": topic,
  "run.googleapis.com/Job": job,
  "run.googleapis.com/Service": run,
  "secretmanager.googleapis.com/Secret": secret,
  "sqladmin.googleapis.com/Instance": database,
  "storage.googleapis.com/Bucket": bucket,
};

/**
 * Types that are part of something else, that every project has of its own, or that the specification makes in the target:
 * nothing is to be done for them.
 */
export const partsOfOthers: ReadonlySet<string> = new Set([
  "artifactregistry.googleapis.com/DockerImage",
  "bigquery.googleapis.com/Table",
  "cloudbilling.googleapis.com/ProjectBillingInfo",
  "cloudkms.googleapis.com/CryptoKeyVersion",
  "cloudkms.googleapis.com/KeyRing",
  "cloudresourcemanager.googleapis.com/Lien",
  "cloudresourcemanager.googleapis.com/Project",
  "cloudresourcemanager.googleapis.com/TagBinding",
  "compute.googleapis.com/InstanceGroup",
  "compute.googleapis.com/Network",
  "compute.googleapis.com/Project",
  "compute.googleapis.com/Route",
  "compute.googleapis.com/Router",
  "compute.googleapis.com/Subnetwork",
  "container.googleapis.com/NodePool",
  "dns.googleapis.com/ResourceRecordSet",
  "essentialcontacts.googleapis.com/Contact",
  "monitoring.googleapis.com/NotificationChannel",
  "orgpolicy.googleapis.com/Policy",
  "pubsub.googleapis.com/Subscription",
  "run.googleapis.com/Revision",
  "secretmanager.googleapis.com/SecretVersion",
  "serviceusage.googleapis.com/Service",
]);
