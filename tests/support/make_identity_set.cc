#include "tests/support/make_identity_set.h"

#include <array>

#include <imrec/image_record.h>
#include <imrec/record_writer.h>

#include "tests/support/files.h"

namespace imrec::test {

std::vector<std::byte> KeyRangePayload(float begin, float end) {
  std::vector<std::byte> payload;
  BuildImageRecord(0, std::array{begin, end}, LabelPacking::kPacked, {}, payload);
  return payload;
}

void WriteIdentitySet(const std::filesystem::path& path,
                      const std::vector<std::size_t>& images_per_identity, ImageSize size) {
  std::size_t images = 0;
  for (const std::size_t count : images_per_identity) images += count;
  RecordWriter writer(path);
  writer.Write(0, KeyRangePayload(static_cast<float>(images + 1),
                                  static_cast<float>(images + 1 + images_per_identity.size())));
  std::uint64_t key = 1;
  std::vector<std::byte> payload;
  for (std::size_t i = 0; i < images_per_identity.size(); ++i) {
    for (std::size_t k = 0; k < images_per_identity[i]; ++k, ++key) {
      std::vector<float> labels = {static_cast<float>(i)};
      if (key % 3 == 0) labels.push_back(0);
      BuildImageRecord(key, labels, LabelPacking::kPacked, MakeJpeg(size, static_cast<int>(key)),
                       payload);
      writer.Write(key, payload);
    }
  }
  std::uint64_t first = 1;
  for (const std::size_t count : images_per_identity) {
    writer.Write(key++,
                 KeyRangePayload(static_cast<float>(first), static_cast<float>(first + count)));
    first += count;
  }
  writer.Close();
}

}  // namespace imrec::test
