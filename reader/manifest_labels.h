// What a manifest says of the labels in a file.
#ifndef IMREC_READER_MANIFEST_LABELS_H_
#define IMREC_READER_MANIFEST_LABELS_H_

#include <optional>

#include <imrec/manifest.h>
#include <imrec/record_set.h>

namespace imrec {

/// Nothing if there is no manifest, or it is of other files than this one.
std::optional<LabelLayout> LabelsFromManifest(const RecordSet& file);

}  // namespace imrec

#endif  // IMREC_READER_MANIFEST_LABELS_H_
