/** Types of Google's whose things cost nothing by themselves: rights, names, rules, and what others are made of. */
const free: readonly RegExp[] = [
  /iam|Binding$/i,
  /^gcp:(billing|essentialcontacts|folder|iam|orgpolicy|organizations|projects|resourcemanager|serviceaccount|tags)\//,
  /^gcp:logging\/(organizationSink|projectSink|folderSink|projectBucketConfig)/,
  /^gcp:monitoring\/(notificationChannel|alertPolicy)/,
  /^gcp:compute\/(firewall|network|subnetwork|router|route|managedSslCertificate|globalAddress|resourcePolicy|sslPolicy|instanceTemplate|regionInstanceGroupManager):/,
  /^gcp:dns\/recordSet/,
  /^gcp:kms\/(keyRing|cryptoKeyVersion)/,
  /^gcp:secretmanager\/secret:/,
  /^gcp:storage\/(bucketObject|bucketACL|defaultObjectACL)/,
];

/** Whether things of a type cost nothing by themselves. */
export const isFree = (type: string): boolean => free.some((pattern) => pattern.test(type));

/** Whether a type may cost something: Google's own. Objects of a cluster use what is there already. */
export const costs = (type: string): boolean => type.startsWith("gcp:");
