#include "tests/support/detection_set.h"

#include <imrec/dataset_writer.h>
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

namespace {

// The payload of record `i`, of a small JPEG with i % 4 objects.
void MakeRecord(std::size_t i, std::uint64_t key, ImageSize size, std::vector<std::byte>& payload) {
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
  BuildImageRecord(key, MakeLabel(objects), LabelPacking::kPacked,
                   MakeJpeg(size, static_cast<int>(i)), payload);
}

}  // namespace

void WriteDetectionSet(const std::filesystem::path& path, std::size_t count, ImageSize size) {
  RecordWriter writer(path);
  std::vector<std::byte> payload;
  for (std::size_t i = 0; i < count; ++i) {
    MakeRecord(i, 100 + i, size, payload);
    writer.Write(100 + i, payload);
  }
  writer.Close();
}

void WriteShardedSet(const std::filesystem::path& prefix, std::size_t count, std::size_t shards,
                     const std::vector<std::string>& class_names, bool keys_from_0) {
  DatasetWriter writer(
      {.prefix = prefix, .shard_count = shards, .tool = "test", .class_names = class_names});
  std::vector<std::byte> payload;
  for (std::size_t shard = 0; shard < shards; ++shard) {
    if (shard > 0) writer.NextShard();
    const std::size_t begin = count * shard / shards;
    for (std::size_t i = begin; i < count * (shard + 1) / shards; ++i) {
      const std::uint64_t key = keys_from_0 ? i - begin : 100 + i;
      MakeRecord(i, key, {.width = 64, .height = 48}, payload);
      writer.Write(key, payload);
    }
  }
  writer.Close();
}

}  // namespace imrec::test
