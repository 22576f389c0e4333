// Where the annotations and images of a VOC data set stand.
#ifndef IMREC_VOC_DATASET_H_
#define IMREC_VOC_DATASET_H_

#include <filesystem>
#include <string>
#include <vector>

#include <imrec/voc_problem.h>

namespace imrec {

/// One data set. Empty folders mean VOC's own: ROOT/Annotations and ROOT/JPEGImages where there are
/// such, else ROOT itself.
struct VocRoot {
  std::filesystem::path root;
  std::filesystem::path annotations = {};
  std::filesystem::path images = {};
};

/// One annotated image, not yet looked into.
struct VocSample {
  std::filesystem::path annotation;  // the XML file
  std::string stem;                  // its path below the annotations, without extension
  std::size_t root = 0;              // which of the roots
};

/// The folders of `root`, filled in. Throws Error(kNotFound) if one does not exist.
VocRoot ResolveVocRoot(const VocRoot& root);

/// The samples of one resolved root: those that ROOT/ImageSets/Main/SET.txt names, in its order; or
/// all XML files below the annotations, sorted by name, if `set` is empty. A root without
/// ImageSets/Main has one set, all of it, by the name of trainval. Names without an XML file are
/// reported and left out. Throws Error if there is no such set, or no annotation at all.
std::vector<VocSample> FindVocSamples(const VocRoot& root, std::size_t root_number,
                                      const std::string& set, VocProblems& problems);

}  // namespace imrec

#endif  // IMREC_VOC_DATASET_H_
