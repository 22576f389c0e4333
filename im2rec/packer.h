// Packing a list that need not be a file.
#ifndef IMREC_IM2REC_PACKER_H_
#define IMREC_IM2REC_PACKER_H_

#include <filesystem>

#include <imrec/pack_list.h>

#include "im2rec/list_source.h"

namespace imrec {

/// As PackList() for a list file.
PackResult PackList(ListSource list, const std::filesystem::path& root, const PackOptions& options,
                    const PackObserver& observer = {});

/// The names of all files of a list's data set begin with this: see PackList().
std::filesystem::path OutputPrefix(const ListSource& list, const OutputOptions& options);

}  // namespace imrec

#endif  // IMREC_IM2REC_PACKER_H_
