/** A service of Google's catalogue. */
export interface Service {
  id: string;
  displayName: string;
}

/** Some of Google's services, those that the price book knows among them. */
export const services: readonly Service[] = [
  ["149C-F9EC-3994", "Artifact Registry"],
  ["24E6-581D-38E5", "BigQuery"],
  ["FA26-5236-B8B5", "Cloud DNS"],
  ["D97E-AB26-5D95", "Cloud Filestore"],
  ["EE2F-D110-890C", "Cloud Key Management Service (KMS)"],
  ["5490-F7B7-8DF6", "Cloud Logging"],
  ["5AF5-2C11-D467", "Cloud Memorystore for Redis"],
  ["58CD-E7C3-72CA", "Cloud Monitoring"],
  ["A1E8-BE35-7EBC", "Cloud Pub/Sub"],
  ["152E-C115-5142", "Cloud Run"],
  ["29E7-DA93-CA13", "Cloud Run Functions"],
  ["9662-B51E-5089", "Cloud SQL"],
  ["95FF-2EF5-5EA1", "Cloud Storage"],
  ["6F81-5844-456A", "Compute Engine"],
  ["CCD8-9BF1-090E", "Kubernetes Engine"],
  ["E505-1604-58F8", "Networking"],
  ["EE82-7A5E-871C", "Secret Manager"],
].map(([id, displayName]) => ({ id: id!, displayName: displayName! }));
