import type { ResourceType } from "../core/resource.ts";
import { artifactregistry } from "./artifactregistry.ts";
import { bigquery } from "./bigquery.ts";
import { billing } from "./billing.ts";
import { cloudfunctionsv2 } from "./cloudfunctionsv2.ts";
import { cloudrunv2 } from "./cloudrunv2.ts";
import { cloudscheduler } from "./cloudscheduler.ts";
import { compute } from "./compute.ts";
import { container } from "./container.ts";
import { dns } from "./dns.ts";
import { essentialcontacts } from "./essentialcontacts.ts";
import { folder } from "./folder.ts";
import { iam } from "./iam.ts";
import { kms } from "./kms.ts";
import { logging } from "./logging.ts";
import { monitoring } from "./monitoring.ts";
import { organizations } from "./organizations.ts";
import { orgpolicy } from "./orgpolicy.ts";
import { projects } from "./projects.ts";
import { pubsub } from "./pubsub.ts";
import { resourcemanager } from "./resourcemanager.ts";
import { secretmanager } from "./secretmanager.ts";
import { serviceaccount } from "./serviceaccount.ts";
import { storage } from "./storage.ts";
import { tags } from "./tags.ts";

/** Every resource type that the stand-in knows, by token. */
export const resourceTypes: ReadonlyMap<string, ResourceType> = new Map(
  [
    artifactregistry,
    bigquery,
    billing,
    cloudfunctionsv2,
    cloudrunv2,
    cloudscheduler,
    compute,
    container,
    dns,
    essentialcontacts,
    folder,
    iam,
    kms,
    logging,
    monitoring,
    organizations,
    orgpolicy,
    projects,
    pubsub,
    resourcemanager,
    secretmanager,
    serviceaccount,
    storage,
    tags,
  ]
    .flat()
    .map((type) => [type.token, type]),
);
