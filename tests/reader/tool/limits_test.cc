// The table of limits in docs/reliability.md has the numbers of the code.
#include <cstdint>
#include <map>
#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/class_names.h>
#include <imrec/crop_options.h>
#include <imrec/detection_label.h>
#include <imrec/image_limits.h>
#include <imrec/label_layout.h>
#include <imrec/reader_options.h>
#include <imrec/recipe_file.h>

#include "recordio/compressed/seek_table.h"
#include "recordio/internal/framing.h"
#include "recordio/internal/limits.h"
#include "tests/support/files.h"
#include "voc/annotation_limits.h"

namespace imrec {
namespace {

using Limits = std::map<std::string, std::uint64_t>;

// Rows "| what | 1,000 | why |" of the section "Limits". An option in brackets is not part of the
// name.
Limits DocumentedLimits() {
  Limits limits;
  std::istringstream document(test::ReadText(IMREC_TEST_DIR "/../docs/reliability.md"));
  bool in_section = false;
  for (std::string line; std::getline(document, line);) {
    if (line.starts_with("## ")) in_section = line == "## Limits";
    if (!in_section || !line.starts_with("| ")) continue;
    const std::size_t end = line.find(" | ", 2);
    const std::size_t number_end = line.find(" |", end + 3);
    std::string number = line.substr(end + 3, number_end - end - 3);
    std::erase(number, ',');
    if (number.find_first_not_of("0123456789") != std::string::npos) continue;  // the head
    std::string what = line.substr(2, end - 2);
    what = what.substr(0, what.find(" (`"));
    limits[what] = std::stoull(number);
  }
  return limits;
}

TEST(Limits, AreThoseOfTheDocumentation) {
  const ImageLimits image;
  const Limits expected = {{"pixels of an image", image.max_pixels},
                           {"pixels in all scans of a JPEG", image.max_scan_pixels},
                           {"bytes of a record", framing::kPayloadLimit - 1},
                           {"labels of a record", framing::kPayloadLimit / sizeof(float)},
                           {"values in the header, or in each object, of a detection label",
                            DetectionLabelView::kMaxWidth},
                           {"highest class id", static_cast<std::uint64_t>(kClassIdEnd) - 1},
                           {"bytes of a class name", kMaxClassNameBytes},
                           {"shards of a data set", kMostShards},
                           {"malformed lines of a list", kMostMalformedLines},
                           {"bytes of a frame of a `.rec.zst` file", SeekTable::kMaxFrameContents},
                           {"bytes of an annotation of VOC", kMaxAnnotationBytes},
                           {"bytes of an annotation of LabelMe", kMaxLabelMeBytes},
                           {"values of an annotation of LabelMe", kMaxLabelMeValues},
                           {"nested elements of XML, or levels of LabelMe's JSON", kMaxNesting},
                           {"bytes of a record of CSV", kMaxCsvRecord},
                           {"fields of a record of CSV", kMaxCsvFields},
                           {"classes that a YOLO file declares", kMostYoloClasses},
                           {"width or height that an annotation declares", kMostDeclaredPixels},
                           {"bytes of a recipe file", kMaxRecipeBytes},
                           {"trials of a batch sampler", BatchSampler::kMostTrials},
                           {"samples of a batch", ReaderOptions::kMaxBatchSize},
                           {"threads of a reader", ReaderOptions::kMaxThreads},
                           {"batches that are read ahead", ReaderOptions::kMaxPrefetch}};
  EXPECT_EQ(DocumentedLimits(), expected);
}

}  // namespace
}  // namespace imrec
