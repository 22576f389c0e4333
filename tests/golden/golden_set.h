// The reference files that MXNet's own code wrote: a small set in the tree, and a larger one with
// other programs and larger payloads where ../shared is present.
#ifndef IMREC_TESTS_GOLDEN_GOLDEN_SET_H_
#define IMREC_TESTS_GOLDEN_GOLDEN_SET_H_

#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace imrec::test {

/// Both sets have these files in their folder: nasty.rec, .idx and .manifest.json; imgs/;
/// im2rec_py/manifest.json and the .rec and .idx files that it describes.
struct GoldenSet {
  std::string name;  // for names of tests
  std::filesystem::path folder;
  std::size_t packs;                     // record files in im2rec_py/
  std::filesystem::path pass_through;    // records of image files as they are, and
  std::filesystem::path decoded_as_png;  // the same as OpenCV decodes them without conversion
};

/// The set in the tree.
const GoldenSet& SmallGoldenSet();
/// All sets that are present, the small one first.
std::vector<GoldenSet> GoldenSets();

/// Names instances of parametrised tests.
std::string GoldenSetName(const testing::TestParamInfo<GoldenSet>& info);
std::ostream& operator<<(std::ostream& out, const GoldenSet& set);

nlohmann::json ReadJson(const std::filesystem::path& path);

}  // namespace imrec::test

#endif  // IMREC_TESTS_GOLDEN_GOLDEN_SET_H_
