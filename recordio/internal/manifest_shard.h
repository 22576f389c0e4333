// The shard of a manifest that a file is.
#ifndef IMREC_RECORDIO_INTERNAL_MANIFEST_SHARD_H_
#define IMREC_RECORDIO_INTERNAL_MANIFEST_SHARD_H_

#include <filesystem>

#include <imrec/manifest.h>

namespace imrec {

/// Returns the shard with the name of this .rec or .rec.zst file, which may be a URL with a query,
/// or null. It belongs to the manifest.
const ManifestShard* FindShard(const Manifest& manifest, const std::filesystem::path& record_path);

}  // namespace imrec

#endif  // IMREC_RECORDIO_INTERNAL_MANIFEST_SHARD_H_
