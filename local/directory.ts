import { join } from "node:path";

/** Where everything of a checkout's local cloud is kept. `root`: the folder of the project. */
export const localDirectory = (root: string): string => join(root, ".local");

/** The files in that folder. */
export const paths = (root: string) => {
  const directory = localDirectory(root);
  return {
    directory,
    log: join(directory, "google.log"),
    lock: join(directory, "google.lock"),
    token: join(directory, "token"),
    passphrase: join(directory, "passphrase"),
    /** Held while files of the specification are written. */
    specificationLock: join(directory, "specification.lock"),
    pulumiHome: join(directory, "pulumi"),
    state: join(directory, "state"),
    /** What Google would export of the costs: files of rows. */
    billingExport: join(directory, "billing-export"),
    /** gcloud's own settings: the user's are left alone. */
    gcloud: join(directory, "gcloud"),
    /** kubectl's own settings: likewise. */
    kubeconfig: join(directory, "kubeconfig"),
    /** Programs that stand in for Google's: first on the PATH. */
    bin: join(directory, "bin"),
    /** The clusters, a folder each, and what they share. */
    kubernetes: join(directory, "kubernetes"),
  };
};
