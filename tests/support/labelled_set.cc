#include "tests/support/labelled_set.h"

#include <cstddef>
#include <cstdint>

#include <imrec/image_record.h>
#include <imrec/record_writer.h>

#include "tests/support/files.h"

namespace imrec::test {

void WriteLabelledSet(const std::filesystem::path& path,
                      const std::vector<std::vector<float>>& labels, ImageSize size) {
  RecordWriter writer(path);
  std::vector<std::byte> payload;
  for (std::uint64_t key = 0; key < labels.size(); ++key) {
    BuildImageRecord(key, labels[key], LabelPacking::kPacked, MakeJpeg(size, static_cast<int>(key)),
                     payload);
    writer.Write(key, payload);
  }
  writer.Close();
}

}  // namespace imrec::test
