// Where the annotations and images of a VOC data set lie.
#ifndef IMREC_VOC_DATASET_H_
#define IMREC_VOC_DATASET_H_

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <imrec/voc_problem.h>

namespace imrec {

/// One data set. Empty folders mean VOC's own: ROOT/Annotations and ROOT/JPEGImages where there are
/// such, else ROOT itself. Without a root both folders must be given, and there are no sets.
struct VocRoot {
  std::filesystem::path root;
  std::filesystem::path annotations = {};
  std::filesystem::path images = {};
};

/// Which annotations of a root are taken.
struct VocSet {
  /// ROOT/ImageSets/Main/NAME.txt; empty: all annotations.
  std::string name = {};
  /// The lines of such a file where they come from elsewhere, which `name` then says.
  std::optional<std::string> lines = std::nullopt;
};

/// One annotated image, not yet looked into.
struct VocSample {
  std::filesystem::path annotation;  // the XML file; empty: there is none, the set names it only
  std::string stem;                  // its path below the annotations, without extension
  std::size_t root = 0;              // which of the roots
  std::uint64_t line = 0;            // of the set file; 0 without a set
};

/// The folders of `root`, filled in. Throws Error(kNotFound) if one does not exist, and
/// Error(kInvalidArgument) if there is neither a root nor both folders.
VocRoot ResolveVocRoot(const VocRoot& root);

/// The set file of a resolved root, for messages; what VocSet::name says if the lines are given.
std::string VocSetPath(const VocRoot& root, const VocSet& set);

/// Throws Error(kNotFound), with the sets that there are, if the resolved root lacks the set. A
/// root without ImageSets/Main has one set, all of it, by the name of trainval.
void CheckVocSet(const VocRoot& root, const VocSet& set);

/// The samples of one resolved root: those that the set names, in its order; or all XML files below
/// the annotations, sorted by name, if there is no set. The extension may be in any case.
///
/// Each line of a set is a name, blanks inside included: the annotation's path without extension,
/// or with that of the XML or of an image. Only if there is no such annotation, a last column of
/// -1, 0 or 1 is taken off, as in VOC's sets of one class. Names that still have no annotation come
/// with an empty `annotation`. A name that comes twice is told and taken once, and so is told if
/// there is nothing at all. Throws Error if the set or the folder cannot be read.
std::vector<VocSample> FindVocSamples(const VocRoot& root, std::size_t root_number,
                                      const VocSet& set, VocProblems& problems);

}  // namespace imrec

#endif  // IMREC_VOC_DATASET_H_
