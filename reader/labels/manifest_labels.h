// Finds the label layout of a file in its manifest.
#ifndef IMREC_READER_LABELS_MANIFEST_LABELS_H_
#define IMREC_READER_LABELS_MANIFEST_LABELS_H_

#include <optional>

#include <imrec/manifest.h>
#include <imrec/record_shard.h>

namespace imrec {

/// Returns the label layout in the manifest of `file`. Returns nullopt if there is no manifest, or
/// if it does not describe this file.
std::optional<LabelLayout> LabelsFromManifest(const RecordShard& file);

}  // namespace imrec

#endif  // IMREC_READER_LABELS_MANIFEST_LABELS_H_
