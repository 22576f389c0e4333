// The list that a data set is packed from.
#ifndef IMREC_IM2REC_LIST_SOURCE_H_
#define IMREC_IM2REC_LIST_SOURCE_H_

#include <filesystem>
#include <string>
#include <vector>

namespace imrec {

struct ListSource {
  std::string name;                      // in messages
  std::filesystem::path path;            // empty if it came from elsewhere than a file
  std::string text;                      // its bytes
  std::filesystem::path class_file;      // that the class names are from; empty if there is none
  std::vector<std::string> class_names;  // the first is class 0; may be empty
};

/// Reads a list file, and the class names beside it: those of `set_train.lst` may be with `set`.
/// Throws Error.
ListSource ReadListSource(const std::filesystem::path& list);

/// A list that was read from standard input, for a data set named `prefix`. The class names are
/// those beside that, if there are any. Throws Error.
ListSource ListFromStandardInput(std::string text, const std::filesystem::path& prefix);

/// The names of all files of a list's data set begin with this, unless another prefix is chosen:
/// `data/set.lst` -> `data/set`.
std::filesystem::path PrefixOfList(const ListSource& list);

}  // namespace imrec

#endif  // IMREC_IM2REC_LIST_SOURCE_H_
