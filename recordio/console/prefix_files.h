// Finds the files of a data set or list by the prefix of their names.
#ifndef IMREC_RECORDIO_CONSOLE_PREFIX_FILES_H_
#define IMREC_RECORDIO_CONSOLE_PREFIX_FILES_H_

#include <filesystem>

namespace imrec::console {

/// The files with a prefix, the first of each kind; empty if there is none.
struct PrefixFiles {
  std::filesystem::path records;   // PREFIX.rec, .rec.zst, or the first shard
  std::filesystem::path manifest;  // PREFIX.manifest.json
  std::filesystem::path list;      // PREFIX.lst, or one of PREFIX_train.lst, _val, _test, _0

  bool empty() const { return records.empty() && manifest.empty() && list.empty(); }
};
PrefixFiles FilesOfPrefix(const std::filesystem::path& prefix);

/// Returns the PREFIX of a data set's file: "data/cards" for data/cards.rec.zst,
/// data/cards-00001-of-00004.rec or data/cards.lst.
std::filesystem::path PrefixOfFile(const std::filesystem::path& file);

}  // namespace imrec::console

#endif  // IMREC_RECORDIO_CONSOLE_PREFIX_FILES_H_
