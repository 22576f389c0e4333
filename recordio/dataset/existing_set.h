// The data set that exists where a new one is written.
#ifndef IMREC_RECORDIO_DATASET_EXISTING_SET_H_
#define IMREC_RECORDIO_DATASET_EXISTING_SET_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <imrec/dataset_writer.h>
#include <imrec/manifest.h>

namespace imrec {

/// Returns the manifest of the existing data set if a run with these options would make the same:
/// its options, tool and class names are those of `wanted`, and its files are there. Throws
/// Error(kIo).
std::optional<Manifest> FindCompleteSet(const DatasetOptions& options, const Manifest& wanted);

/// Returns true if a run with these options that makes the manifest `wanted`, apart from shards and
/// labels, would make a set with the manifest `there`.
bool WouldMake(const DatasetOptions& options, const Manifest& wanted, const Manifest& there);

/// Returns the .rec files of the existing data set that are not among those of `written`: nothing
/// replaces or removes them.
std::vector<std::string> RemainingOldFiles(const DatasetOptions& options, const Manifest& written);

/// Returns a message about these files for the user, or an empty string if there are none.
std::string FormatRemaining(const std::vector<std::string>& remaining);
std::string RemainingOldFilesMessage(const DatasetOptions& options, const Manifest& written);

/// Returns the data set that a new one of `shards` shards replaces. It is identified by its
/// manifest or, because data sets made by MXNet have none, by its first shard.
std::optional<ReplacedSet> FindReplacedSet(const DatasetOptions& options, std::size_t shards);

}  // namespace imrec

#endif  // IMREC_RECORDIO_DATASET_EXISTING_SET_H_
