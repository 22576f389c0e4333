#include "tests/support/image_records.h"

#include <imrec/image_record.h>
#include <imrec/record_file.h>
#include <imrec/record_writer.h>

#include "tests/support/detection_set.h"

namespace imrec::test {

void WriteImageRecords(const std::filesystem::path& path,
                       const std::vector<std::vector<std::byte>>& images) {
  RecordWriter writer(path);
  std::vector<std::byte> payload;
  for (std::size_t i = 0; i < images.size(); ++i) {
    BuildImageRecord(
        i, MakeLabel({{.class_id = 1, .xmin = 0.1F, .ymin = 0.1F, .xmax = 0.9F, .ymax = 0.8F}}),
        LabelPacking::kPacked, images[i], payload);
    writer.Write(i, payload);
  }
  writer.Close();
}

std::vector<std::vector<std::byte>> ReadImageRecords(const std::filesystem::path& path) {
  const RecordFile file(path);
  RecordScanner scanner(file);
  std::vector<std::vector<std::byte>> images;
  while (const auto record = scanner.Next()) {
    const std::span<const std::byte> image = ImageRecordView(record->payload).image();
    images.emplace_back(image.begin(), image.end());
  }
  return images;
}

}  // namespace imrec::test
