#include "tests/golden/golden_set.h"

#include "tests/support/files.h"

namespace imrec::test {

const GoldenSet& SmallGoldenSet() {
  static const std::filesystem::path folder =
      std::filesystem::path(IMREC_TEST_DIR) / "golden/mxnet";
  static const GoldenSet set = {.name = "Small",
                                .folder = folder,
                                .packs = 14,
                                .pass_through = folder / "im2rec_py/py_cls1_pass.rec",
                                .decoded_as_png = folder / "im2rec_py/py_cls1_color-1_png.rec"};
  return set;
}

std::vector<GoldenSet> GoldenSets() {
  std::vector<GoldenSet> sets = {SmallGoldenSet()};
#ifdef IMREC_SHARED_DIR
  const std::filesystem::path folder = std::filesystem::path(IMREC_SHARED_DIR) / "golden";
  sets.push_back({.name = "Shared",
                  .folder = folder,
                  .packs = 10,
                  .pass_through = folder / "im2rec/lw1_unchanged.rec",
                  .decoded_as_png = folder / "im2rec/lw1_color-1_png.rec"});
#endif
  return sets;
}

std::string GoldenSetName(const testing::TestParamInfo<GoldenSet>& info) { return info.param.name; }

std::ostream& operator<<(std::ostream& out, const GoldenSet& set) { return out << set.folder; }

nlohmann::json ReadJson(const std::filesystem::path& path) {
  return nlohmann::json::parse(ReadText(path));
}

}  // namespace imrec::test
