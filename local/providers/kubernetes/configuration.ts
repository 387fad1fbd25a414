import { isUnknown, type Properties } from "../grpc/values.ts";
import type { Mutability } from "./objects/replacement.ts";

/** What the provider is told by its resource, the stack's configuration (kubernetes:…) or the environment. */
export interface Configuration extends Mutability {
  /** The contents of a kubeconfig, or where it is. Default: the one that kubectl would take. */
  kubeconfig?: string;
  context?: string;
  cluster?: string;
  /** For objects that name none. Default: that of the context, or `default`. */
  namespace?: string;
  /** Objects of a cluster that doesn't answer are given up. Default false. */
  deleteUnreachable: boolean;
  /** Objects of a cluster that doesn't answer are left as they were. Default false. */
  skipUpdateUnreachable: boolean;
  /** Fields that others manage too are taken from them. Default false. */
  patchForce: boolean;
  /** Objects that exist already are changed instead of refused. Default false. */
  upsert: boolean;
  suppressDeprecationWarnings: boolean;
}

const texts = ["kubeconfig", "context", "cluster", "namespace", "clusterIdentifier"];

/** On and off, with what stands for them in the environment. */
const switches = {
  deleteUnreachable: "PULUMI_K8S_DELETE_UNREACHABLE",
  enableConfigMapMutable: "PULUMI_K8S_ENABLE_CONFIGMAP_MUTABLE",
  enablePatchForce: "PULUMI_K8S_ENABLE_PATCH_FORCE",
  enableSecretMutable: "PULUMI_K8S_ENABLE_SECRET_MUTABLE",
  enableServerSideApply: "PULUMI_K8S_ENABLE_SERVER_SIDE_APPLY",
  skipUpdateUnreachable: "PULUMI_K8S_SKIP_UPDATE_UNREACHABLE",
  suppressDeprecationWarnings: "PULUMI_K8S_SUPPRESS_DEPRECATION_WARNINGS",
  suppressHelmHookWarnings: "PULUMI_K8S_SUPPRESS_HELM_HOOK_WARNINGS",
  upsertExistingObjects: "PULUMI_K8S_UPSERT_EXISTING_OBJECTS",
} as const;

type Switch = keyof typeof switches;

/** What the official provider can do besides. */
const missing = ["alwaysRender", "helmReleaseSettings", "kubeClientSettings", "renderYamlToDirectory", "strictMode"];

/** The engine's own. */
const engines = ["version", "pluginDownloadURL", "pluginChecksums", "parameterization"];

/** Something wrong with the configuration. */
export interface Complaint {
  property: string;
  reason: string;
}

/** Checks the configuration as the engine has it: switches may be written as booleans or as their JSON. */
export function complaints(given: Properties): Complaint[] {
  const known = [...texts, ...Object.keys(switches)];
  return Object.entries(given).flatMap(([property, value]) => {
    if (value === null || value === undefined || isUnknown(value) || engines.includes(property)) return [];
    if (property.startsWith("__")) return [];
    if (missing.includes(property)) {
      if (["", "{}", "false", false].includes(value as string)) return [];
      return [{ property, reason: `${property} is not known to the local stand-in for the kubernetes provider` }];
    }
    if (!known.includes(property)) {
      return [{ property, reason: `${property} is not a setting of the provider; it has ${known.join(", ")}` }];
    }
    if (property in switches && !["true", "false", true, false].includes(value as string)) {
      return [{ property, reason: `${property} must be true or false, found ${JSON.stringify(value)}` }];
    }
    if (texts.includes(property) && typeof value !== "string") {
      return [{ property, reason: `${property} must be a text, found ${JSON.stringify(value)}` }];
    }
    if (property === "enableServerSideApply" && String(value) === "false") {
      const reason = "the local stand-in for the kubernetes provider knows server-side apply only";
      return [{ property, reason }];
    }
    return [];
  });
}

/** Reads a configuration. `given`: by names without `kubernetes:`. Throws all that is wrong. */
export function configure(given: Properties, environment: NodeJS.ProcessEnv): Configuration {
  const wrong = complaints(given);
  if (wrong.length > 0) throw new Error(wrong.map(({ reason }) => reason).join("\n"));
  const text = (name: string) => (given[name] ? { [name]: String(given[name]) } : {});
  const isOn = (name: Switch) => String(given[name] ?? environment[switches[name]] ?? "") === "true";
  return {
    ...text("kubeconfig"),
    ...text("context"),
    ...text("cluster"),
    ...text("namespace"),
    configMaps: isOn("enableConfigMapMutable"),
    secrets: isOn("enableSecretMutable"),
    deleteUnreachable: isOn("deleteUnreachable"),
    skipUpdateUnreachable: isOn("skipUpdateUnreachable"),
    patchForce: isOn("enablePatchForce"),
    upsert: isOn("upsertExistingObjects"),
    suppressDeprecationWarnings: isOn("suppressDeprecationWarnings"),
  };
}
