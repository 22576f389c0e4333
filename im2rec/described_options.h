// Options of a packing run as text, as manifests and plans contain them.
#ifndef IMREC_IM2REC_DESCRIBED_OPTIONS_H_
#define IMREC_IM2REC_DESCRIBED_OPTIONS_H_

#include <map>
#include <string>

#include <imrec/pack_options.h>

namespace imrec {

/// Returns the options that affect the contents of the records, by name (without --). `labels` says
/// which labels are packed, even if `options.labels` does not.
std::map<std::string, std::string> DescribeOptions(const PackOptions& options, LabelPacking labels);

/// Returns the options that DescribeOptions() describes; `labels` is set, and the others are the
/// defaults. Ignores "list", "list-xxh3-64" and "root". Throws Error(kCorruptData) for options that
/// it does not return.
PackOptions ParseDescribedOptions(const std::map<std::string, std::string>& text);

}  // namespace imrec

#endif  // IMREC_IM2REC_DESCRIBED_OPTIONS_H_
