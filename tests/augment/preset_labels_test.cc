// The labels that each preset gives for a few samples. They are part of the promise that a seed
// means the same batches: a change here is a change for everyone who trains.
#include <array>
#include <cstdio>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <imrec/sample_plan.h>

#include "augment/internal/sample_planner.h"
#include "tests/support/files.h"

namespace imrec {
namespace {

std::string LabelsOf(const Preset& preset) {
  const std::vector<BoundingBox> boxes = {{.xmin = 0.1, .ymin = 0.2, .xmax = 0.5, .ymax = 0.8},
                                          {.xmin = 0.6, .ymin = 0.1, .xmax = 0.9, .ymax = 0.4},
                                          {.xmin = 0.4, .ymin = 0.7, .xmax = 0.5, .ymax = 0.9}};
  SamplePlanner planner(preset.make());
  SamplePlan plan;
  std::string text;
  for (std::uint64_t ordinal = 0; ordinal < 6; ++ordinal) {
    planner.Plan({.width = 500, .height = 375}, boxes, {.seed = 1, .epoch = 2, .ordinal = ordinal},
                 plan);
    std::array<char, 128> line;
    std::snprintf(line.data(), line.size(), "%s %d: sampler %d%s\n",
                  std::string(preset.name).c_str(), static_cast<int>(ordinal), plan.sampler,
                  plan.mirror ? ", mirrored" : "");
    text += line.data();
    for (const PlannedObject& object : plan.objects) {
      std::snprintf(line.data(), line.size(), "  %zu  %.6f %.6f %.6f %.6f\n", object.index,
                    object.box.xmin, object.box.ymin, object.box.xmax, object.box.ymax);
      text += line.data();
    }
  }
  return text;
}

TEST(PresetLabels, AreThoseOfTheFile) {
  std::string labels;
  for (const Preset& preset : Presets()) labels += LabelsOf(preset);
  EXPECT_EQ(labels, test::ReadText(std::string(IMREC_TEST_DIR) + "/augment/preset_labels.txt"));
}

}  // namespace
}  // namespace imrec
