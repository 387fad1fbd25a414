import type { Actor } from "../../../github/repository.ts";

/** A pull request of a repository of the server. */
export interface KeptPullRequest {
  number: number;
  state: "open" | "closed";
  title: string;
  user: Actor;
  labels: string[];
  /** When labels were put on, oldest first. Default: with the pull request. */
  labelled?: { name: string; at: string }[];
  branch: string;
  /** Its last commit, once its branch is gone. */
  lastCommit?: string;
  /** The repository that it comes from; null when that was deleted. */
  from: number | null;
  mergedCommit?: string;
  updatedAt: string;
}

export interface KeptComment {
  id: number;
  issue: number;
  user: Actor;
  body: string;
  createdAt: string;
}

export interface KeptDeployment {
  id: number;
  sha: string;
  environment: string;
  statuses: { state: string; environment_url?: string }[];
}

/** A repository of the server: its git, and what GitHub has besides. */
export interface KeptRepository {
  id: number;
  name: string;
  /** The folder of the bare repository. */
  bare: string;
  pullRequests: KeptPullRequest[];
  comments: KeptComment[];
  deployments: KeptDeployment[];
  dispatches: { workflow: string; ref: string; inputs: Record<string, string> }[];
  /** What people may do, by login. */
  permissions: Record<string, string>;
  /** How runs are, by their number. */
  runs: Record<number, string>;
}

/** A call that is answered in another way than it should. */
export interface Fault {
  /** By method and path: "POST /repos/o/r/issues/1/comments". */
  matches: RegExp;
  status: number;
  headers?: Record<string, string>;
  body?: object;
  /** How many calls it hits. */
  times: number;
}
