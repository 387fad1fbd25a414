import type { Api } from "../core/api.ts";
import { artifactregistry } from "./artifactregistry/index.ts";
import { bigquery } from "./bigquery/index.ts";
import { billingbudgets } from "./billingbudgets.ts";
import { cloudasset } from "./cloudasset/index.ts";
import { cloudbilling } from "./cloudbilling.ts";
import { cloudfunctions } from "./cloudfunctions/index.ts";
import { cloudkms } from "./cloudkms/index.ts";
import { cloudresourcemanager } from "./cloudresourcemanager/index.ts";
import { cloudscheduler } from "./cloudscheduler/index.ts";
import { compute } from "./compute/index.ts";
import { container } from "./container/index.ts";
import { dns } from "./dns/index.ts";
import { essentialcontacts } from "./essentialcontacts/index.ts";
import { eventarc } from "./eventarc/index.ts";
import { iam } from "./iam/index.ts";
import { iamcredentials } from "./iamcredentials/index.ts";
import { logging } from "./logging/index.ts";
import { monitoring } from "./monitoring/index.ts";
import { orgpolicy } from "./orgpolicy/index.ts";
import { pubsub } from "./pubsub/index.ts";
import { run } from "./run/index.ts";
import { secretmanager } from "./secretmanager/index.ts";
import { serviceusage } from "./serviceusage.ts";
import { storage } from "./storage/index.ts";
import { sts } from "./sts/index.ts";

/** Every API that the local cloud serves, each on a port of its own. */
export const apis: Api[] = [
  artifactregistry,
  bigquery,
  billingbudgets,
  cloudasset,
  cloudbilling,
  cloudfunctions,
  cloudkms,
  cloudresourcemanager,
  cloudscheduler,
  compute,
  container,
  dns,
  essentialcontacts,
  eventarc,
  iam,
  iamcredentials,
  logging,
  monitoring,
  orgpolicy,
  pubsub,
  run,
  secretmanager,
  serviceusage,
  storage,
  sts,
];
