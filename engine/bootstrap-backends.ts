import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { stateBucket } from "../plan/names.ts";

/**
 * Where the bootstrap stack's state is. It begins on this machine, because the bucket for it is one of the things that
 * the stack makes, and moves there once the bucket is there.
 */
export interface BootstrapBackends {
  /** Before the move. */
  first: string;
  /** For good. */
  home: string;
  /** The file of the passphrase that encrypts its secrets until its key is there, where no passphrase was given. */
  passphraseFile: string;
}

/** The two backends of a specification's bootstrap stack. PULUMI_BACKEND_URL takes the place of the first. */
export function bootstrapBackends(
  root: string,
  seedProject: string,
  environment: NodeJS.ProcessEnv,
): BootstrapBackends {
  const folder = join(root, ".local", "bootstrap");
  return {
    first: environment.PULUMI_BACKEND_URL ?? `${pathToFileURL(folder).href}?metadata=skip`,
    home: `gs://${stateBucket(seedProject, "production")}`,
    passphraseFile: join(folder, "passphrase"),
  };
}
