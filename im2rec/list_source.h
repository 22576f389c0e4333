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

/// The class-name file of the lists or data sets whose names begin with PREFIX: PREFIX.classes.txt;
/// or, if `im2rec --list` may have cut the list out of another (`set_train`, `set_0`, `set_0_val`),
/// that of the other (`set.classes.txt`). Empty if there is none.
std::filesystem::path FindClassNames(const std::filesystem::path& prefix);

/// Reads a list file, and the class names that FindClassNames() finds for it. Throws Error.
ListSource ReadListSource(const std::filesystem::path& list);

/// A list that was read from standard input.
ListSource ListFromStandardInput(std::string text);

/// If the list has no class names, gives it those that are there for the data set `prefix`. Throws
/// Error.
void TakeClassNamesOfOutput(const std::filesystem::path& prefix, ListSource& list);

/// The names of all files of a list's data set begin with this, unless another prefix is chosen:
/// `data/set.lst` -> `data/set`.
std::filesystem::path PrefixOfList(const ListSource& list);

}  // namespace imrec

#endif  // IMREC_IM2REC_LIST_SOURCE_H_
