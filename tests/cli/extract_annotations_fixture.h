// Annotations that imrec extracts, for tests.
#ifndef IMREC_TESTS_CLI_EXTRACT_ANNOTATIONS_FIXTURE_H_
#define IMREC_TESTS_CLI_EXTRACT_ANNOTATIONS_FIXTURE_H_

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <imrec/class_names.h>
#include <imrec/list_file.h>

#include "tests/support/files.h"
#include "tests/support/process.h"

namespace imrec::test {

class ImrecExtractAnnotations : public testing::Test {
 protected:
  // Packs lines of labels [2, 6, (class, box, difficult) * n]; image i has the size i + 40 x 30.
  void Pack(const std::vector<std::vector<float>>& labels,
            const std::vector<std::string>& names = {"cat", "dog", "cow"}) const {
    std::string list;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      const std::string file = std::to_string(i) + ".jpg";
      const int width = 40 + static_cast<int>(i);
      WriteFile(dir_ / "im" / file, MakeJpeg({width, 30}, static_cast<int>(i)));
      AppendListLine({.index = i, .labels = labels[i], .path = file}, LabelFormat::kShortest, list);
    }
    WriteFile(dir_ / "set.lst", list);
    if (!names.empty()) WriteClassNames(dir_ / "set.classes.txt", names);
    const ProcessResult result =
        RunTool("im2rec", {dir_ / "set.lst", dir_ / "im", "--pass-through", "--pack-label"});
    ASSERT_NE(result.exit_code, 2) << result.err;  // 1: labels that it finds odd
  }
  ProcessResult Extract(const std::string& format, std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"extract", dir_ / "set.rec", "-o", dir_ / format, "--" + format});
    return RunTool("imrec", more);
  }
  // Reads the annotations again, and returns the labels in order.
  std::vector<std::vector<float>> ReadAgain(const std::string& format) const {
    std::vector<std::string> arguments = {"--from", format, "-o", dir_ / (format + ".lst")};
    if (format == "coco") {
      arguments.insert(arguments.end(),
                       {dir_ / "coco/instances.json", "--images", dir_ / "coco/images"});
    } else {
      arguments.push_back(dir_ / format);
    }
    if (format == "voc") {
      arguments.insert(arguments.end(), {"--classes", dir_ / "voc/set.classes.txt"});
    }
    const ProcessResult result = RunTool("voc2lst", arguments);
    EXPECT_EQ(result.exit_code, 0) << format << ": " << result.err;
    std::vector<std::vector<float>> labels;
    for (ListEntry& entry : ReadListFile(dir_ / (format + ".lst")).entries) {
      labels.push_back(std::move(entry.labels));
    }
    return labels;
  }

  static std::vector<float> Label(std::initializer_list<std::vector<float>> objects) {
    std::vector<float> label = {2, 6};
    for (const auto& object : objects) label.insert(label.end(), object.begin(), object.end());
    if (objects.size() == 0) label.insert(label.end(), {-1, 0, 0, 0, 0, 0});
    return label;
  }

  TempDir dir_;
};

// Random boxes, as networks and people give them; images without objects among them.
inline std::vector<std::vector<float>> RandomLabels(unsigned seed, bool difficult) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> unit(0, 1);
  std::vector<std::vector<float>> labels;
  for (int i = 0; i < 25; ++i) {
    std::vector<float> label = {2, 6};
    for (auto n = random() % 6; n > 0; --n) {
      std::array<float, 4> box{};
      for (std::size_t axis = 0; axis < 2; ++axis) {
        const auto extent = axis == 0 ? 40 + i : 30;
        float low = unit(random);
        float high = unit(random);
        if (random() % 2 == 0) {  // whole pixels
          low = std::floor(low * static_cast<float>(extent));
          high = std::floor(high * static_cast<float>(extent));
          if (low == high) high += 1;
          low = static_cast<float>(static_cast<double>(low) / extent);
          high = static_cast<float>(static_cast<double>(high) / extent);
        }
        box[axis] = std::min(low, high);
        box[axis + 2] = std::max(low, high);
      }
      label.insert(label.end(), {static_cast<float>(random() % 3), box[0], box[1], box[2], box[3],
                                 difficult && random() % 3 == 0 ? 1.0F : 0.0F});
    }
    if (label.size() == 2) label.insert(label.end(), {-1, 0, 0, 0, 0, 0});
    labels.push_back(std::move(label));
  }
  return labels;
}

}  // namespace imrec::test

#endif  // IMREC_TESTS_CLI_EXTRACT_ANNOTATIONS_FIXTURE_H_
