#include <imrec/voc_list.h>

#include <string>

#include "voc/pascal/voc_source.h"

namespace imrec {

std::vector<std::string> PascalVocClasses() {
  return {"aeroplane", "bicycle",     "bird",  "boat",        "bottle", "bus",      "car",
          "cat",       "chair",       "cow",   "diningtable", "dog",    "horse",    "motorbike",
          "person",    "pottedplant", "sheep", "sofa",        "train",  "tvmonitor"};
}

VocList MakeVocList(const std::vector<VocRoot>& roots, const VocListOptions& options,
                    const std::function<void(std::uint64_t, std::uint64_t)>& on_progress) {
  VocSource source(roots, options.set);
  return MakeListFrom(source, options, {}, on_progress);
}

}  // namespace imrec
