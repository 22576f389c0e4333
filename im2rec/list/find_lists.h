// Finds the lists that `im2rec PREFIX ROOT` packs.
#ifndef IMREC_IM2REC_LIST_FIND_LISTS_H_
#define IMREC_IM2REC_LIST_FIND_LISTS_H_

#include <filesystem>
#include <vector>

namespace imrec {

struct NamedLists {
  std::vector<std::filesystem::path> lists;      // at least one
  std::vector<std::filesystem::path> passed_by;  // split lists that are ignored for PREFIX.lst
};

/// Returns PREFIX itself if it ends in .lst; otherwise PREFIX.lst; otherwise those of
/// PREFIX_train.lst, _val.lst and _test.lst that exist; otherwise the chunks PREFIX_0.lst,
/// PREFIX_1.lst and so on, each whole or split. Throws Error(kNotFound) if there is none.
NamedLists FindLists(const std::filesystem::path& prefix);

}  // namespace imrec

#endif  // IMREC_IM2REC_LIST_FIND_LISTS_H_
