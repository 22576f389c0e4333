// The list from which a data set is packed.
#ifndef IMREC_IM2REC_LIST_LIST_SOURCE_H_
#define IMREC_IM2REC_LIST_LIST_SOURCE_H_

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "recordio/internal/text_source.h"

namespace imrec {

struct ListSource {
  std::string name;            // for messages
  std::filesystem::path path;  // empty if it is not from a file
  std::shared_ptr<const TextSource> text;
  std::filesystem::path class_file;      // the file of the class names; empty if there is none
  std::vector<std::string> class_names;  // by class number; may be empty
};

/// Returns the file with the class names of the list or data set PREFIX: PREFIX.classes.txt; or, if
/// the name looks like a part of a list that `im2rec --list` split (`set_train`, `set_0`,
/// `set_0_val`), that of the whole list (`set.classes.txt`). Returns an empty path if there is
/// none.
std::filesystem::path FindClassNames(const std::filesystem::path& prefix);

/// Opens a list file, and reads the class names that FindClassNames() finds for it. Throws Error if
/// a file cannot be read or the class names are invalid.
ListSource ReadListSource(const std::filesystem::path& list);

/// Returns the source of a list that was read from standard input. Its text may be in a temporary
/// file (see TextSource).
ListSource ListFromStandardInput(std::shared_ptr<const TextSource> text);

/// If the list has no class names, sets those of the data set `prefix`, if it has any. Throws as
/// ReadListSource().
void TakeClassNamesOfOutput(const std::filesystem::path& prefix, ListSource& list);

/// Returns the default prefix of the data set of a list: `data/set.lst` -> `data/set`.
std::filesystem::path PrefixOfList(const ListSource& list);

}  // namespace imrec

#endif  // IMREC_IM2REC_LIST_LIST_SOURCE_H_
