#include "tests/trust/swept_set.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <span>

#include <imrec/dataset_writer.h>
#include <imrec/image_codec.h>
#include <imrec/image_record.h>

#include "recordio/internal/compressed_file.h"
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

std::vector<std::byte> RawImage(ImageSize size, std::uint8_t sample,
                                std::span<const std::uint8_t> row_part) {
  Image image(size, 3);
  for (int y = 0; y < size.height; ++y) {
    const std::span<std::uint8_t> row = image.view().row(y);
    std::ranges::fill(row, static_cast<std::uint8_t>(sample + y % 2));
    std::ranges::copy(row_part, row.begin() + 8);
  }
  std::vector<std::byte> encoded;
  EncodeImage(image.view(), ".raw", 0, encoded);
  return encoded;
}

// Raw pixels that contain RecordIO's magic at a multiple of four, so that their record is split.
std::vector<std::byte> ImageWithMagic() {
  return RawImage({.width = 8, .height = 2}, 100,
                  std::array<std::uint8_t, 4>{0x0a, 0x23, 0xd7, 0xce});
}

std::vector<std::byte> ImageOf(std::size_t record, const SweptSetOptions& options) {
  if (record == 1) return ImageWithMagic();
  if (options.form == SweptForm::kFrames) {
    return RawImage({.width = 180, .height = 180}, static_cast<std::uint8_t>(record), {});
  }
  const ImageSize size = {.width = options.width, .height = options.width * 3 / 4};
  return MakeJpeg(size, static_cast<int>(record), 60);
}

// The seek table has eight bytes for each frame, eight before and nine after them; four of the nine
// are the number of frames. A frame ends after the record that reaches its size.
void FindFrames(SweptSet& set) {
  const std::vector<std::byte>& file = set.files.at("set.rec.zst");
  std::uint32_t frames = 0;
  std::memcpy(&frames, file.data() + file.size() - 9, sizeof(frames));
  set.frames_end = file.size() - 8 - std::size_t{8} * frames - 9;
  std::size_t most = 0;
  std::size_t records = 0;
  std::size_t bytes = 0;
  for (const auto& [key, payload] : set.payloads) {
    ++records;
    bytes += payload.size();
    most = std::max(most, records);
    if (bytes >= CompressOptions().frame_bytes) records = bytes = 0;
  }
  set.frame_records = most;
}

const char* NameOf(SweptForm form) {
  return form == SweptForm::kPlain        ? "plain"
         : form == SweptForm::kCompressed ? "compressed"
                                          : "frames";
}

}  // namespace

SweptSet MakeSweptSet(const std::filesystem::path& folder, const SweptSetOptions& options) {
  SweptSet set{.form = NameOf(options.form), .files = {}, .payloads = {}};
  DatasetOptions written{.prefix = folder / "set", .tool = "sweep", .class_names = {"a", "b", "c"}};
  if (options.form != SweptForm::kPlain) written.compression_level = 3;
  std::optional<DatasetWriter> writer(written);
  for (std::size_t i = 0; i < options.records; ++i) {
    const std::uint64_t key = kFirstKey + i;
    std::vector<std::byte>& payload = set.payloads[key];
    BuildImageRecord(key, LabelOf(i), LabelPacking::kPacked, ImageOf(i, options), payload);
    writer->Write(key, payload);
  }
  writer->Close();
  writer.reset();  // removes the journal
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    set.files[entry.path().filename()] = ReadBytes(entry.path());
  }
  if (options.form != SweptForm::kPlain) FindFrames(set);
  return set;
}

}  // namespace imrec::test
