import { join } from "node:path";

/** The name of a cluster's folder. `id`: projects/P/locations/L/clusters/C */
export const folderName = (id: string): string => {
  const [, project, , location, , cluster] = id.split("/");
  return [project, location, cluster].join(".");
};

/** The file that says which images there are, in the folder of the clusters. */
export const imagesFile = (directory: string): string => join(directory, "images.json");
