// Packs a list that need not be a file.
#ifndef IMREC_IM2REC_PACK_PACKER_H_
#define IMREC_IM2REC_PACK_PACKER_H_

#include <filesystem>
#include <functional>
#include <optional>

#include <imrec/pack_list.h>

#include "im2rec/list/list_source.h"

namespace imrec {

/// As PackList() in pack_list.h.
PackResult PackList(ListSource list, const std::filesystem::path& root, const PackOptions& options,
                    const PackObserver& observer = {});

/// Where a set belongs that is packed elsewhere first.
struct PackDestination {
  std::filesystem::path prefix;
  /// Returns the manifest of the set there, if it is that which a run with the given one would
  /// make.
  std::function<std::optional<Manifest>(const Manifest& wanted)> find_complete = {};
};

/// As PackList() with the prefix of the options, for a set that is moved to the destination
/// afterwards. If the set is complete there, nothing is packed.
PackResult PackLocally(ListSource list, const std::filesystem::path& root,
                       const PackOptions& options, const PackObserver& observer,
                       const PackDestination& destination);

/// Returns the prefix of the data set of a list; see PackList().
std::filesystem::path OutputPrefix(const ListSource& list, const OutputOptions& options);

}  // namespace imrec

#endif  // IMREC_IM2REC_PACK_PACKER_H_
