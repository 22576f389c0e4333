// Packs a list that need not be a file.
#ifndef IMREC_IM2REC_PACKER_H_
#define IMREC_IM2REC_PACKER_H_

#include <filesystem>

#include <imrec/pack_list.h>

#include "im2rec/list_source.h"

namespace imrec {

/// As PackList() in pack_list.h.
PackResult PackList(ListSource list, const std::filesystem::path& root, const PackOptions& options,
                    const PackObserver& observer = {});

/// Returns the prefix of the data set of a list; see PackList().
std::filesystem::path OutputPrefix(const ListSource& list, const OutputOptions& options);

}  // namespace imrec

#endif  // IMREC_IM2REC_PACKER_H_
