#include "tests/support/detection_set.h"

#include <imrec/detection_label.h>
#include <imrec/image_record.h>
#include <imrec/record_writer.h>

#include "tests/support/files.h"

namespace imrec::test {

std::vector<float> MakeLabel(const std::vector<TestObject>& objects) {
  std::vector<float> row;
  StartDetectionLabel(6, {}, row);
  for (const TestObject& object : objects) {
    row.insert(row.end(), {object.class_id, object.xmin, object.ymin, object.xmax, object.ymax,
                           object.difficult});
  }
  if (objects.empty()) AppendNegativePlaceholder(6, row);
  return row;
}

void WriteDetectionSet(const std::filesystem::path& path, std::size_t count, ImageSize size) {
  RecordWriter writer(path);
  std::vector<std::byte> payload;
  for (std::size_t i = 0; i < count; ++i) {
    std::vector<TestObject> objects;
    for (std::size_t k = 0; k < i % 4; ++k) {
      const float at = 0.1F + 0.15F * static_cast<float>(k);
      objects.push_back({.class_id = static_cast<float>((i + k) % 5),
                         .xmin = at,
                         .ymin = at / 2,
                         .xmax = at + 0.4F,
                         .ymax = at + 0.3F,
                         .difficult = static_cast<float>(k % 2)});
    }
    BuildImageRecord(100 + i, MakeLabel(objects), LabelPacking::kPacked,
                     MakeJpeg(size, static_cast<int>(i)), payload);
    writer.Write(100 + i, payload);
  }
  writer.Close();
}

}  // namespace imrec::test
