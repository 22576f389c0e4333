#include "tests/trust/swept_set.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include <imrec/dataset_writer.h>
#include <imrec/image_codec.h>
#include <imrec/image_record.h>

#include "tests/support/detection_set.h"
#include "tests/support/files.h"

namespace imrec::test {
namespace {

constexpr std::uint64_t kFirstKey = 100;

std::vector<float> LabelOf(std::size_t record) {
  if (record % 5 == 4) return MakeLabel({});
  return MakeLabel({{.class_id = static_cast<float>(record % 3),
                     .xmin = 0.1F,
                     .ymin = 0.2F,
                     .xmax = 0.6F,
                     .ymax = 0.9F}});
}

// Raw pixels that contain RecordIO's magic at a multiple of four, so that their record is split.
std::vector<std::byte> ImageWithMagic() {
  Image image({.width = 8, .height = 2}, 3);
  const std::array<std::uint8_t, 4> magic = {0x0a, 0x23, 0xd7, 0xce};
  for (int y = 0; y < 2; ++y) {
    const std::span<std::uint8_t> row = image.view().row(y);
    std::ranges::fill(row, static_cast<std::uint8_t>(100 + y));
    std::ranges::copy(magic, row.begin() + 8);
  }
  std::vector<std::byte> encoded;
  EncodeImage(image.view(), ".raw", 0, encoded);
  return encoded;
}

}  // namespace

SweptSet MakeSweptSet(const std::filesystem::path& folder, std::size_t records, bool compressed) {
  SweptSet set{.form = compressed ? "compressed" : "plain", .files = {}, .payloads = {}};
  DatasetOptions options{.prefix = folder / "set", .tool = "sweep", .class_names = {"a", "b", "c"}};
  if (compressed) options.compression_level = 3;
  std::optional<DatasetWriter> writer(options);
  for (std::size_t i = 0; i < records; ++i) {
    const std::uint64_t key = kFirstKey + i;
    std::vector<std::byte>& payload = set.payloads[key];
    const std::vector<std::byte> image =
        i == 1 ? ImageWithMagic() : MakeJpeg({.width = 16, .height = 12}, static_cast<int>(i), 60);
    BuildImageRecord(key, LabelOf(i), LabelPacking::kPacked, image, payload);
    writer->Write(key, payload);
  }
  writer->Close();
  writer.reset();  // removes the journal
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    set.files[entry.path().filename()] = ReadBytes(entry.path());
  }
  return set;
}

}  // namespace imrec::test
