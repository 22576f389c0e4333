// Finds the annotations and images of a VOC data set.
#ifndef IMREC_VOC_PASCAL_DATASET_H_
#define IMREC_VOC_PASCAL_DATASET_H_

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <imrec/voc_list.h>
#include <imrec/voc_problem.h>

namespace imrec {

/// An annotated image that has not been read yet.
struct VocSample {
  std::filesystem::path annotation;  // the XML file; empty if a set names it but it does not exist
  std::string stem;                  // its path below the annotations, without extension
  std::size_t root = 0;              // the number of its root
  std::uint64_t line = 0;            // of the set file; 0 without a set
};

/// Returns `root` with both folders set. Throws Error(kNotFound) if one does not exist, and
/// Error(kInvalidArgument) if there is neither a root nor both folders.
VocRoot ResolveVocRoot(const VocRoot& root);

/// Returns the set file of a resolved root, or VocSet::name if the lines are given, for messages.
std::string VocSetPath(const VocRoot& root, const VocSet& set);

/// Throws Error(kNotFound) that lists the existing sets if the resolved root does not have the set.
/// A root without ImageSets/Main has one set, trainval, with all annotations.
void CheckVocSet(const VocRoot& root, const VocSet& set);

/// Returns the samples of a resolved root: those in the set, in its order; or, without a set, all
/// XML files below the annotations, sorted by name. The case of extensions is ignored.
///
/// A line of a set is the path of an annotation, without extension or with that of the XML or an
/// image file; it may contain blanks. If there is no such annotation, a last column of -1, 0 or 1,
/// as in VOC's sets for one class, is removed. A name that still has no annotation is returned with
/// an empty `annotation`. Repeated names are returned once and reported in `problems`, as is a root
/// without any sample. Throws Error if the set or the folder cannot be read.
std::vector<VocSample> FindVocSamples(const VocRoot& root, std::size_t root_number,
                                      const VocSet& set, VocProblems& problems);

}  // namespace imrec

#endif  // IMREC_VOC_PASCAL_DATASET_H_
