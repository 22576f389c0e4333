// Small detection data sets for tests.
#ifndef IMREC_TESTS_SUPPORT_DETECTION_SET_H_
#define IMREC_TESTS_SUPPORT_DETECTION_SET_H_

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include <imrec/image.h>

namespace imrec::test {

/// An object of class `class_id` with corners normalised to 0..1; `difficult` is its extra value.
struct TestObject {
  float class_id = 0;
  float xmin = 0;
  float ymin = 0;
  float xmax = 0;
  float ymax = 0;
  float difficult = 0;
};

/// The label row of an image with these objects (A = 2, B = 6).
std::vector<float> MakeLabel(const std::vector<TestObject>& objects);

/// Writes `count` records of small JPEGs with 0 to 3 objects each; keys are 100, 101, ..
void WriteDetectionSet(const std::filesystem::path& path, std::size_t count,
                       ImageSize size = {.width = 64, .height = 48});

/// Writes the same records as a data set of shards with .idx, .crc and manifest, as even as can be.
/// With `keys_from_0` each shard's keys are 0, 1, .. instead of 100, 101, .. through all.
void WriteShardedSet(const std::filesystem::path& prefix, std::size_t count, std::size_t shards,
                     const std::vector<std::string>& class_names = {}, bool keys_from_0 = false);

}  // namespace imrec::test

#endif  // IMREC_TESTS_SUPPORT_DETECTION_SET_H_
