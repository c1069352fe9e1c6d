// In the place of packages that a PDS has no use for in a test: telemetry, Amazon's services, generators of code.
export class KmsKeypair {}
export class S3BlobStore {}
